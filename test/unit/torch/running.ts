// Runs a Python program over the torch package, for the tests of this folder.
import { readFileSync } from 'node:fs';
import { fileId } from '../../../src/base/source';
import { createGraphBuilder } from '../../../src/graph/build';
import { makeBuiltins } from '../../../src/interp/builtins';
import { Interpreter } from '../../../src/interp/interpreter';
import { STDLIB } from '../../../src/interp/stdlib/index';
import { FALLBACK_MODULES, moduleType, OVERLAYS, tensorType, TORCH_MODULES } from '../../../src/interp/torch/index';
import { createParser } from '../../../src/python/parser';

const wasm = (name: string): Uint8Array => readFileSync(`node_modules/${name}/${name}.wasm`);
let started: ReturnType<typeof createParser> | null = null;
const startParser = () => (started ??= createParser({ runtime: wasm('web-tree-sitter'),
  grammar: wasm('tree-sitter-python') }));
const natives = new Map([...STDLIB, ...TORCH_MODULES]);

export interface Ran {
  readonly interpreter: Interpreter;
  readonly printed: readonly string[];
  readonly raised: readonly string[];
}

/** `installed`: the text of a module of the environment, by its name, and whether it is a package. */
export async function runPython(text: string,
  installed: (name: string) => readonly [text: string, isPackage: boolean] | null = () => null): Promise<Ran> {
  const parser = await startParser();
  const interpreter = new Interpreter({
    sources: {
      find: (name) => {
        const found = installed(name);
        if (!found) return 'missing';
        const [source, isPackage] = found;
        const file = `/env/site-packages/${name.replaceAll('.', '/')}${isPackage ? '/__init__' : ''}.py`;
        return { id: fileId(file), module: name, isPackage, internal: false, parse: parser.parse(source) };
      },
    },
    natives, fallbacks: FALLBACK_MODULES, overlays: OVERLAYS, builtins: makeBuiltins(),
      graph: createGraphBuilder,
    moduleBase: moduleType, tensorClass: tensorType,
  });
  interpreter.load({ id: fileId('program.py'), module: '__main__', isPackage: false, internal: false,
    parse: parser.parse(text) });
  interpreter.dispose();
  return { interpreter, printed: interpreter.printed.join('').split('\n').slice(0, -1),
    raised: interpreter.raises.map((r) => `${r.type}: ${r.message}`) };
}
export const program = (name: string): string => readFileSync(new URL(`programs/${name}`, import.meta.url), 'utf8');
