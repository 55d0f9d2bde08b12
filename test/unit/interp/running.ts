// What the interpreter's tests share: running Python text and reading what it printed.
import { fileId } from '../../../src/base/source';
import { createGraphBuilder } from '../../../src/graph/build';
import { makeBuiltins } from '../../../src/interp/builtins';
import { Interpreter, type InterpreterOptions } from '../../../src/interp/interpreter';
import { STDLIB } from '../../../src/interp/stdlib/index';
import { FALLBACK_MODULES, TORCH_MODULES, moduleType } from '../../../src/interp/torch/index';
import type { PyModule, SourceFile } from '../../../src/interp/value';
import { parser as started } from '../python/parsing';

const parser = await started();

export function sourceFile(name: string, text: string, isPackage = false): SourceFile {
  return { id: fileId(`${name}.py`), module: name, isPackage, parse: parser.parse(text), internal: false };
}

export interface Ran { readonly m: Interpreter; readonly main: PyModule; readonly out: string; readonly raised: readonly string[]; readonly gaps: readonly string[] }

/** `files`: further modules by name; a name that ends in `/` is a package. */
export function run(text: string, files: Readonly<Record<string, string>> = {}, options: Partial<InterpreterOptions> = {}): Ran {
  const modules = new Map(Object.entries(files).map(([name, body]) => {
    const isPackage = name.endsWith('/');
    const module = name.replace(/\/$/, '');
    return [module, sourceFile(module, body, isPackage)] as const;
  }));
  const m = new Interpreter({
    sources: { find: (name) => modules.get(name) ?? 'missing' },
    natives: new Map([...STDLIB, ...TORCH_MODULES]), fallbacks: FALLBACK_MODULES, builtins: makeBuiltins(), moduleBase: moduleType,
    graph: createGraphBuilder, ...options,
  });
  try {
    const main = m.load(sourceFile('__main__', text));
    return {
      m, main, out: m.printed.join('').trimEnd(), raised: m.raises.map((r) => `${r.type}: ${r.message}`),
      gaps: m.gaps.map((g) => `${g.reason.code}: ${g.reason.message}`),
    };
  } finally {
    m.dispose();
  }
}
