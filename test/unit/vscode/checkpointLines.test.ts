// What load_state_dict says, put on the lines that make the modules.
import { describe, expect, it } from 'vitest';
import type { Place } from '../../../src/protocol/analysis';
import { together } from '../../../src/vscode/run/checkpointLines';

const place = (line: number): Place => ({ uri: 'file:///net.py', range: { start: line, end: line + 5 }, start: { line, character: 0 },
  end: { line, character: 5 } });

describe('problems of a checkpoint', () => {
  it('stand together by line, names without one at the model', () => {
    const found = together([
      { kind: 'note', name: '', message: 'a note', place: null },
      { kind: 'missing', name: 'a.weight', message: '', place: place(3) }, { kind: 'missing', name: 'a.bias', message: '', place: place(3) },
      { kind: 'missing', name: 'b.weight', message: '', place: place(4) }, { kind: 'unexpected', name: 'c', message: '', place: null },
      { kind: 'mismatch', name: 'd', message: 'size mismatch for d', place: place(5) },
    ], place(0));
    expect(found.map(({ place: at, message, isError }) => [at.start.line, message, isError])).toEqual([
      [3, 'Missing key(s) in state_dict: "a.weight", "a.bias".', true], [4, 'Missing key(s) in state_dict: "b.weight".', true],
      [0, 'Unexpected key(s) in state_dict: "c".', true], [0, 'a note', false], [5, 'size mismatch for d', true]]);
  });

  it('name no more than can be read', () => {
    const many = Array.from({ length: 50 }, (_, i) => ({ kind: 'unexpected' as const, name: `k${i}`, message: '', place: null }));
    const [{ message }] = together(many, place(0));
    expect(message).toContain('"k39", … (50).');
    expect(message).not.toContain('"k40"');
  });
});
