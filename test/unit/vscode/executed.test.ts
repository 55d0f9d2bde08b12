// Which layers of a run a hover is told to be verified.
import { expect, it } from 'vitest';
import type { Place } from '../../../src/protocol/analysis';
import type { LayerReport, RunLayer } from '../../../src/protocol/run';
import { executedAt } from '../../../src/vscode/run/executed';

const place = (start: number, end: number, uri = 'file:///net.py'): Place => ({ uri, range: { start, end },
  start: { line: 0, character: start }, end: { line: 0, character: end } });
const layer = (key: string, call: Place | null, constructed: Place | null): RunLayer => ({ key, graphNode: key, module: key,
  type: 'Conv2d',
  op: 'conv2d', shape: [1, 2], dtype: 'float32', field: { kind: 'none' }, place: call, constructed });
const report = (key: string, asPredicted: boolean): LayerReport => ({ key, shape: [1, 2], dtype: 'float32', asPredicted,
  milliseconds: 1,
  statistics: { min: 0, max: 0, mean: 0, std: 0, zeros: 1, nan: 0, infinite: 0 } });

it('finds the layers that begin where the hover does, at calls and constructors', () => {
  // self.relu(self.conv(x)): the hover of a call is about what is called.
  const layers = [layer('conv', place(210, 222), place(50, 70)), layer('relu', place(200, 223), null), layer('other', place(210,
    222, 'file:///b.py'), null)];
  const reports = [report('conv', true), report('relu', false), report('other', true)];
  const at = (start: number, end: number) => executedAt(layers, reports, 'file:///net.py', { start, end }).map(({ key,
    asPredicted }) => [key, asPredicted]);
  expect(at(210, 219)).toEqual([['conv', true]]);
  expect(at(200, 209)).toEqual([['relu', false]]);
  expect(at(50, 59)).toEqual([['conv', true]]);
  expect([at(211, 219), at(50, 90)]).toEqual([[], []]);
});
