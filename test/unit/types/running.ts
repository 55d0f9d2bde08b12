// Runs a Python program without torch, for the tests of this folder.
import { readFileSync } from 'node:fs';
import { fileId } from '../../../src/base/source';
import { createGraphBuilder } from '../../../src/graph/build';
import { makeBuiltins } from '../../../src/interp/builtins';
import { Interpreter } from '../../../src/interp/interpreter';
import { STDLIB } from '../../../src/interp/stdlib/index';
import type { Value } from '../../../src/interp/value';
import { createParser } from '../../../src/python/parser';

const wasm = (name: string): Uint8Array => readFileSync(`node_modules/${name}/${name}.wasm`);
let started: ReturnType<typeof createParser> | null = null;
const startParser = () => (started ??= createParser({ runtime: wasm('web-tree-sitter'), grammar: wasm('tree-sitter-python') }));

export interface Ran {
  readonly printed: string;
  readonly raised: readonly string[];
  /** What the module level binds. */
  readonly names: ReadonlyMap<string, Value>;
}

/** `given` are names that the program finds among the builtins. */
export async function runPython(text: string, given: Readonly<Record<string, Value>> = {}): Promise<Ran> {
  const parser = await startParser();
  const builtins = makeBuiltins();
  for (const [name, value] of Object.entries(given)) builtins.set(name, value);
  const interpreter = new Interpreter({
    sources: { find: () => 'missing' }, natives: STDLIB, builtins, graph: createGraphBuilder,
  });
  const file = { id: fileId('program.py'), module: '__main__', isPackage: false, internal: false, parse: parser.parse(text) };
  const module = interpreter.load(file);
  interpreter.dispose();
  return {
    printed: interpreter.printed.join(''), names: module.attrs,
    raised: interpreter.raises.map((r) => `${r.type}: ${r.message}`),
  };
}
