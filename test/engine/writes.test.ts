// Random programs of views and writes in place: every tensor holds at the end what PyTorch says (tools/writesGolden.py).
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lower } from '../../src/graph/lower';
import { LowerError } from '../../src/graph/lowerError';
import { ROOT, analyser, openWorkspace } from '../support/analyse';
import { referenceSession, relativeError, session } from '../support/engine';
import { fill } from '../ops/fill';

interface Recorded {
  readonly code: readonly string[];
  readonly shapes: readonly (readonly number[])[];
  readonly returns: readonly string[];
  readonly values: readonly (readonly number[])[];
}
const parse = (text: string): Recorded[] => text.trim().split('\n').map((line) => JSON.parse(line) as Recorded);
const recorded = parse(readFileSync(join(ROOT, 'test/golden/engine/writes.jsonl'), 'utf8'));
/** LIVE_WRITES programs more, made now, where PyTorch is installed. */
const LIVE = existsSync('/usr/lib/python3/dist-packages/torch') ? Number(process.env['LIVE_WRITES'] ?? 0) : 0;

describe('writes in place through views', async () => {
  const workspace = await openWorkspace();

  const compare = (programs: readonly Recorded[]): { wrong: string[]; refused: string[] } => {
    const text = programs.map(({ code, returns }, i) =>
      `def f${i}(a, b):\n${code.map((line) => `    ${line}\n`).join('')}    return (${returns.join(', ')},)\n`);
    const analyse = analyser(workspace, `import torch\nimport torch.nn.functional as F\n\n${text.join('\n')}`);
    const [wrong, refused]: string[][] = [[], []];
    programs.forEach(({ shapes, returns, values }, i) => {
      const inputs = shapes.map((shape, k) => fill(shape, 'float32', k));
      try {
        const plan = lower(analyse(`f${i}`, shapes.map((shape) => shape.join('x')).join(',')).trace.graph, { keep: [] });
        for (const each of [session(plan), referenceSession(plan)]) {
          const { outputs } = each.run(inputs);
          const at = returns.findIndex((_, k) => !(relativeError(outputs[k]?.data ?? [], values[k]) <= 1e-6));
          if (at >= 0) wrong.push(`${text[i]}${returns[at]} is ${Array.from(outputs[at]?.data ?? []).join()} not ${values[at].join()}`);
        }
      } catch (error) {
        if (!(error instanceof LowerError)) throw new Error(text[i], { cause: error });
        refused.push(`${error.message}\n${text[i]}`);
      }
    });
    return { wrong, refused };
  };

  it('give what PyTorch gives, or are refused with a sentence', () => {
    const { wrong, refused } = compare(recorded);
    expect(wrong).toEqual([]);
    expect(refused.filter((message) => !/cannot be followed: .* in place/.test(message))).toEqual([]);
    expect(refused.length).toBeLessThan(recorded.length / 25);
  }, 300_000);

  it.runIf(LIVE > 0)(`do so for ${LIVE} new programs`, () => {
    const { stdout } = spawnSync('/usr/bin/python3', [join(ROOT, 'tools/writesGolden.py'), String(LIVE), String(Date.now())],
      { encoding: 'utf8', maxBuffer: 1 << 30 });
    const programs = parse(stdout);
    const { wrong, refused } = compare(programs);
    expect(wrong).toEqual([]);
    expect(refused.length).toBeLessThan(programs.length / 25);
  }, 600_000);
});
