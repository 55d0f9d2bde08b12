// The repository keeps its own rules: who imports whom (the table in ARCHITECTURE.md), sizes, names, translations.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { SENTENCES } from '../src/ide/reasons';
import { filesIn, functionsOf, importsOf, json, localisedTexts, read, sources, stringsOf } from './repository';

const FILE_LINES = 500;
const OP_FILE_LINES = 400;
const FUNCTION_LINES = 60;
const LINE_LENGTH = 130;
/** Longer for a reason: file → why. */
const LONG_FILES: Readonly<Record<string, string>> = {};

/** Packages behind the words of the import table. */
const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  'the parser library': ['web-tree-sitter'],
  'the layout library': ['@dagrejs/dagre'],
  'the YAML library': ['yaml'],
  'the format libraries': ['@bufbuild/protobuf', 'fflate', '@jsquash/jpeg', '@jsquash/webp'],
};

interface Law { readonly folders: ReadonlySet<string>; readonly packages: ReadonlySet<string> }

/** The table `| folder | may import | must not know |` of ARCHITECTURE.md. */
function importLaw(): ReadonlyMap<string, Law> {
  const law = new Map<string, Law>();
  const rows = read('ARCHITECTURE.md').split('\n').filter((line) => /^\|\s*`/.test(line));
  for (const row of rows) {
    const [first = '', second = ''] = row.split('|').slice(1).map((cell) => cell.trim());
    const names = [...first.matchAll(/`([\w./]+)`/g)].map(([, name = '']) => name);
    const words = second.replaceAll('`', '').split(',').map((word) => word.trim());
    const folders = new Set(names);
    const packages = new Set<string>();
    for (const word of words) {
      const [what = '', except] = word.split(' except ');
      if (what === 'all above') for (const above of law.keys()) folders.add(above);
      else if (what === 'everything in src') folders.add('*');
      else if (what in LIBRARIES) for (const name of LIBRARIES[what] ?? []) packages.add(name);
      else if (what !== 'nothing') folders.add(what);
      if (except !== undefined) folders.delete(except);
    }
    for (const name of names) law.set(name, { folders, packages });
  }
  return law;
}

const folderOf = (file: string): string => /^src\/([^/]+)\//.exec(file)?.[1] ?? '';
const isHost = (folder: string): boolean => ['vscode', 'cli', 'workers', ''].includes(folder);

describe('imports', () => {
  const law = importLaw();

  it('follow the table of ARCHITECTURE.md', () => {
    const wrong: string[] = [];
    for (const source of sources()) {
      const from = folderOf(source.file);
      const allowed = law.get(from);
      for (const { target, line } of importsOf(source)) {
        const to = folderOf(target);
        if (!target.startsWith('src/') || from === '' || to === from) continue;
        if (!allowed?.folders.has(to) && !allowed?.folders.has('*')) wrong.push(`${source.file}:${line} imports ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('reach the editor and Node only where these are', () => {
    const wrong: string[] = [];
    for (const source of sources()) {
      const folder = folderOf(source.file);
      for (const { target, line } of importsOf(source).filter((each) => !each.target.startsWith('src/'))) {
        const ok = target === 'vscode' ? folder === 'vscode' || source.file === 'src/extension.ts'
          : isHost(folder) ? true
            : law.get(folder)?.packages.has(target.split('/').slice(0, target.startsWith('@') ? 2 : 1).join('/'));
        if (!ok) wrong.push(`${source.file}:${line} imports ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('name every folder of src', () => {
    const text = read('ARCHITECTURE.md');
    const folders = [...new Set(sources().map(({ file }) => folderOf(file)))];
    expect(folders.filter((name) => !text.includes(`\`${name}\``) && !text.includes(`\`src/${name}`))).toEqual([]);
  });
});

describe('the code', () => {
  it('keeps files, functions and lines short', () => {
    const wrong: string[] = [];
    for (const source of sources()) {
      const { file, text } = source;
      const lines = text.split('\n');
      const limit = file.startsWith('src/ops/') ? OP_FILE_LINES : FILE_LINES;
      if (lines.length > limit + 1 && !(file in LONG_FILES)) wrong.push(`${file} has ${lines.length - 1} lines (${limit})`);
      lines.forEach((line, at) => {
        if (line.length > LINE_LENGTH) wrong.push(`${file}:${at + 1} has ${line.length} characters (${LINE_LENGTH})`);
      });
      for (const { name, line, length } of functionsOf(source)) {
        if (length > FUNCTION_LINES) wrong.push(`${file}:${line} ${name} has ${length} lines (${FUNCTION_LINES})`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('opens each file with what it is for', () => {
    expect(sources().filter(({ text }) => !/^(#!.*\n)?\/\/ \S/.test(text)).map(({ file }) => file)).toEqual([]);
  });

  it('leaves nothing to do and prints nothing', () => {
    const wrong: string[] = [];
    for (const { file, text } of sources()) {
      text.split('\n').forEach((line, at) => {
        if (/\b(TODO|FIXME|XXX)\b/.test(line)) wrong.push(`${file}:${at + 1} has a TODO`);
        if (/\bconsole\./.test(line) && !file.startsWith('src/cli/')) wrong.push(`${file}:${at + 1} uses the console`);
      });
    }
    expect(wrong).toEqual([]);
  });

  it('has the notes that it refers to', () => {
    const texts = sources().map(({ file, text }) => ({ file, text }));
    const heads = new Set(texts.flatMap(({ text }) => [...text.matchAll(/^\s*\/\/ Note \[([^\]]+)\]$/gm)].map(([, name]) => name)));
    const missing = texts.flatMap(({ file, text }) => [...text.matchAll(/See Note \[([^\]]+)\]/gi)]
      .filter(([, name]) => !heads.has(name)).map(([, name]) => `${file}: ${name ?? ''}`));
    expect(missing).toEqual([]);
  });

  it('knows nothing of the machine that it was written on', () => {
    const files = [...filesIn('src', /\.ts$/), ...filesIn('tools', /\.(mjs|py|js)$/), ...filesIn('test', /\.(ts|mjs|py|md)$/),
      ...filesIn('docs', /\.md$/), ...filesIn('examples', /\.(py|md|ipynb)$/), 'README.md', 'CHANGELOG.md', 'ARCHITECTURE.md'];
    const self = path.posix.join('test', path.basename(import.meta.filename));
    expect(files.filter((file) => file !== self && /\/work\/(main|shared)|\/root\//.test(read(file)))).toEqual([]);
  });
});

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
  };
}

describe('package.json', () => {
  const { contributes } = json('package.json') as Manifest;

  it('declares the commands that the code registers', () => {
    const registered = [...read('src/vscode/commands.ts').matchAll(/on\('(convlens\.[\w.]+)'/g)].map(([, name]) => name).sort();
    expect(contributes.commands.map(({ command }) => command).sort()).toEqual(registered);
  });

  it('declares the settings that the code reads', () => {
    const config = read('src/vscode/config.ts');
    const calls = [...config.matchAll(/#(?:get|update)\('([\w.]+)'/g)].map(([, name]) => name);
    const hints = [...config.matchAll(/: '(inlayHints\.\w+)'/g)].map(([, name]) => name);
    const wanted = [...new Set([...calls, ...hints])].map((name) => `convlens.${name ?? ''}`).sort();
    expect(Object.keys(contributes.configuration.properties).sort()).toEqual(wanted);
  });

  it('has a lock file that names no registry', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved": "https?:/);
  });
});

describe('translations', () => {
  const placeholders = (text: string): string[] => [...text.matchAll(/\{\d+\}/g)].map(([whole]) => whole).sort();

  it('cover the manifest', () => {
    const english = json('package.nls.json') as Record<string, string>;
    const chinese = json('package.nls.zh-cn.json') as Record<string, string>;
    const used = new Set([...read('package.json').matchAll(/"%([\w.]+)%"/g)].map(([, key = '']) => key));
    expect(Object.keys(english).sort()).toEqual([...used].sort());
    expect(Object.keys(chinese)).toEqual(Object.keys(english));
  });

  it('cover the sentences that are made far from the editor', () => {
    const bundle = json('l10n/bundle.l10n.zh-cn.json') as Record<string, string>;
    const rules = sources().filter(({ file }) => file.startsWith('src/lint/rules/'));
    const advice = rules.flatMap(({ text }) => [...text.matchAll(/\bmessage: '([^']+)'/g)].map(([, message = '']) => message));
    expect(advice.length).toBeGreaterThan(3);
    expect([...SENTENCES, ...advice].filter((text) => !(text in bundle)).map((text) => `not translated: ${text}`)).toEqual([]);
  });

  it('cover every sentence of the code, and no other', () => {
    const bundle = json('l10n/bundle.l10n.zh-cn.json') as Record<string, string>;
    const texts = sources().flatMap((source) => localisedTexts(source));
    const used = new Set(texts.flatMap(({ text }) => (text === undefined ? [] : [text])));
    expect([...used].filter((text) => !(text in bundle)).map((text) => `not translated: ${text}`)).toEqual([]);
    // Reasons and advice are translated where they are shown, by the sentence that was written where they are made.
    const written = new Set(sources().flatMap(stringsOf));
    expect(Object.keys(bundle).filter((text) => !written.has(text)).map((text) => `not used: ${text}`)).toEqual([]);
    const broken = Object.entries(bundle).filter(([text, translated]) => placeholders(text).join() !== placeholders(translated).join());
    expect(broken.map(([text]) => `other placeholders: ${text}`)).toEqual([]);
  });
});
