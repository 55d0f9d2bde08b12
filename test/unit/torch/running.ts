// Runs a Python program over the torch package, for the tests of this folder.
import { readFileSync } from 'node:fs';
import { fileId } from '../../../src/base/source';
import { createGraphBuilder } from '../../../src/graph/build';
import { makeBuiltins } from '../../../src/interp/builtins';
import { Interpreter } from '../../../src/interp/interpreter';
import { STDLIB } from '../../../src/interp/stdlib/index';
import { FALLBACK_MODULES, moduleType, tensorType, TORCH_MODULES } from '../../../src/interp/torch/index';
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

export async function runPython(text: string): Promise<Ran> {
  const parser = await startParser();
  const interpreter = new Interpreter({
    sources: { find: () => 'missing' }, natives, fallbacks: FALLBACK_MODULES, builtins: makeBuiltins(),
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
