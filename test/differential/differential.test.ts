// Python semantics against CPython: each program is run by our parser and interpreter, and what it prints is compared
// with the recording of python3 (tools/differential.mjs). A program that a statement ends early fails, too.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { fileId } from '../../src/base/source';
import { createGraphBuilder } from '../../src/graph/build';
import { makeBuiltins } from '../../src/interp/builtins';
import { Interpreter } from '../../src/interp/interpreter';
import { STDLIB } from '../../src/interp/stdlib/index';
import { createParser, type Parser } from '../../src/python/parser';
import { parserFiles } from '../support/analyse';

const folder = import.meta.dirname;
const programs = readdirSync(folder).filter((file) => file.endsWith('.py')).map((file) => file.slice(0, -3)).sort();

let parser: Parser;
beforeAll(async () => {
  parser = await createParser(parserFiles());
});

/** What the program prints, with the exceptions that ended statements of its module level and the gaps, if any. */
function run(name: string): string {
  const text = readFileSync(join(folder, `${name}.py`), 'utf8');
  const interpreter = new Interpreter({
    sources: { find: () => 'missing' }, natives: STDLIB, builtins: makeBuiltins(), graph: createGraphBuilder,
  });
  try {
    interpreter.load({ id: fileId(`${name}.py`), module: '__main__', isPackage: false, parse: parser.parse(text), internal: false });
    const raised = interpreter.raises.map((r) => `uncaught ${r.type}: ${r.message}\n`);
    const gaps = interpreter.gaps.map((g) => `unknown: ${g.reason.message}\n`);
    return [...interpreter.printed, ...raised, ...gaps].join('');
  } finally {
    interpreter.dispose();
  }
}

describe('Python semantics', () => {
  it.each(programs)('%s', (name) => {
    const expected = readFileSync(join(folder, `${name}.txt`), 'utf8');
    expect(run(name).split('\n')).toEqual(expected.split('\n'));
  });
});
