// A fault of ours inside a function of ours: the rest of the program runs, what it gave is unknown with a reason.
import { beforeAll, describe, expect, it } from 'vitest';
import { fileId } from '../../../src/base/source';
import { createGraphBuilder } from '../../../src/graph/build';
import { makeBuiltins } from '../../../src/interp/builtins';
import { Interpreter } from '../../../src/interp/interpreter';
import { STDLIB } from '../../../src/interp/stdlib/index';
import { builtin, NONE } from '../../../src/interp/value';
import { createParser, type Parser } from '../../../src/python/parser';
import { parserFiles } from '../../support/analyse';

let parser: Parser;
beforeAll(async () => {
  parser = await createParser(parserFiles());
});

function run(text: string, broken: () => unknown): { printed: string; gaps: string[] } {
  const builtins = makeBuiltins();
  builtins.set('broken', builtin('broken', () => {
    broken();
    return NONE;
  }));
  const interpreter = new Interpreter({ sources: { find: () => 'missing' }, natives: STDLIB, builtins, graph: createGraphBuilder });
  interpreter.load({ id: fileId('a.py'), module: '__main__', isPackage: false, internal: false, parse: parser.parse(text) });
  interpreter.dispose();
  return { printed: interpreter.printed.join(''), gaps: interpreter.gaps.map(({ reason }) => `${reason.code}: ${reason.message}`) };
}

describe('faults', () => {
  it('become unknowns; what does not depend on them goes on', () => {
    const { printed, gaps } = run('x = broken()\nprint(1)\ntry:\n    y = [broken(), 2][1]\nexcept Exception:\n    y = 3\nprint(y)\n',
      () => (undefined as unknown as string[]).length);
    expect(printed).toBe('1\n2\n');
    expect(gaps[0]).toMatch(/^internal: broken\(\) failed inside ConvLens: Cannot read properties of undefined/);
  });

  it('tell of values that are too large for the machine', () => {
    const { gaps } = run('x = broken()\n', () => 'a'.repeat(2 ** 31));
    expect(gaps).toEqual(['budget-exceeded: broken() makes a value that is too large']);
  });
});

describe('work without end', () => {
  const ends = (text: string): string[] => run(text, () => 0).gaps;

  it.each(['import math\nx = math.factorial(10**7)', 'import math\nx = math.comb(10**7, 10**6)', 'import math\nx = math.perm(10**8)'])(
    '%s', (text) => {
      expect(ends(text)).toEqual([expect.stringMatching(/^budget-exceeded: math\.\w+\(\) makes a value that is too large$/)]);
    });

  it.each([
    ['s = [1]\nfor i in range(100): s += s', 'a sequence grows too long'],
    ["s = 'a'\nfor i in range(200): s += s", 'too large'], ['t = (1,)\nfor i in range(60): t = t + t', 'too large'],
    ['n = 3\nfor i in range(100): n = n * n', 'too many digits'], ["n = int('9' * 10**7)", 'too large'],
    ["s = f'{1.5:.1000000000f}'", 'too large'], ["s = '%1000000000d' % 5", 'too large'], ["s = bytes(10**11)", 'too large'],
    ["s = 'a'.center(10**11)", 'too large'], ["s = '1'.zfill(10**11)", 'too large'],
    ["import re\ns = re.match(r'(a+)+b', 'a' * 40)", 'may take too long'],
    ["import re\ns = re.sub(r'((x|xx))*y', '', 'x' * 60)", 'may take too long'],
  ])('%s', (text, reason) => {
    expect(ends(text).join()).toContain(reason);
  });

  it('does not keep ordinary expressions from long texts', () => {
    expect(run("import re\nprint(re.findall(r'([a-z]+)(\\d+)', 'conv1_bn2_' * 40)[-1])", () => 0).printed).toBe("('bn', '2')\n");
  });

  it('in a chain of elif deeper than the stack', () => {
    expect(run(`if 0: pass\n${'elif 0: pass\n'.repeat(20_000)}print(1)\n`, () => 0).printed).toBe('1\n');
    const parsed = parser.parse(`if 0: pass\n${'elif 0: pass\n'.repeat(20_000)}else: x = 1\n`);
    expect(parsed.errors.map(({ message }) => message)).toEqual(['This is nested too deeply to be followed.']);
  });
});
