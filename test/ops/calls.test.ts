// Calls with unusual settings (calls.txt): shapes, dtypes, parameters and errors by the analyser, elements by it and by the engine,
// with fast and with reference kernels, as PyTorch gave them.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compareAll, type FuzzCase } from '../../tools/opsFuzzCompare';
import { compareAll as runAll } from '../../tools/opsFuzzEngine';

const cases = readFileSync(new URL('../golden/calls.jsonl', import.meta.url), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as FuzzCase);
const told = (found: readonly ({ readonly kind: string; readonly found: string } | null)[]): string[] =>
  found.flatMap((one, i) => (one ? [`${one.kind}: ${cases[i].call} ${JSON.stringify(cases[i].shapes)}: ${one.found}`] : []));

it('answers as PyTorch', async () => {
  expect(cases.length).toBeGreaterThan(390);
  expect(told(await compareAll(cases, false))).toEqual([]);
});
it('computes what PyTorch computes', async () => {
  expect(told(await runAll(cases, false))).toEqual([]);
});
