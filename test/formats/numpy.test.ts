// Arrays that we write against NumPy, and arrays that NumPy writes against ours, where it is installed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readNpy, writeNpy } from '../../src/formats/npy';

const PYTHON = process.env['PYTHON'] ?? '/usr/bin/python3';
const python = (program: string, ...args: string[]): string => {
  const { stdout, stderr, status } = spawnSync(PYTHON, ['-c', program, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
};
const hasNumpy = spawnSync(PYTHON, ['-c', 'import numpy']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'convlens-numpy-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const WRITTEN: readonly (readonly [shape: readonly number[], dtype: '<f4' | '<i8' | '|b1', values: readonly number[]])[] = [
  [[2, 3], '<f4', [1.5, -0.1, 3e-39, -0, Infinity, 7]], [[], '<f4', [2.25]], [[4], '<i8', [0, -1, 2 ** 40, -(2 ** 53)]],
  [[0, 3], '<f4', []], [[1, 2, 1, 2], '|b1', [1, 0, 0, 1]],
];
const READ = ['np.arange(6.).reshape(2, 3)', 'np.arange(6, dtype="f4").reshape(2, 3).T', 'np.array(3, "i8")', 'np.arange(5, dtype=">i4")',
  'np.array([[True, False]])', 'np.array([1, 2, 60000], "u2")', 'np.array([0.1, -7, 65504, 6e-8], "f2")', 'np.zeros((0, 2), "i2")',
  'np.asfortranarray(np.arange(24).reshape(2, 3, 4))', 'np.array([255, 3], "u1")'];

describe.skipIf(!hasNumpy)('arrays and NumPy', () => {
  it('reads what is written', () => {
    WRITTEN.forEach(([shape, dtype, values], i) => { writeFileSync(join(folder, `${i}.npy`), writeNpy(shape, values, dtype)); });
    const found = JSON.parse(python(`
import json, sys
import numpy as np
arrays = [np.load(f'{sys.argv[1]}/{i}.npy') for i in range(int(sys.argv[2]))]
print(json.dumps([[list(a.shape), a.dtype.str, [repr(x.item()) for x in a.reshape(-1)], a.flags.c_contiguous] for a in arrays]))
`, folder, String(WRITTEN.length))) as [number[], string, string[], boolean][];
    expect(found.map(([shape, dtype, , isC]) => [shape, dtype, isC])).toEqual(WRITTEN.map(([shape, dtype]) => [shape, dtype, true]));
    const value = (text: string): number => (text === 'True' ? 1 : text === 'False' ? 0 : text === 'inf' ? Infinity : Number(text));
    found.forEach(([, , values], i) => { expect(values.map(value)).toEqual(WRITTEN[i][1] === '<f4' ? WRITTEN[i][2].map(Math.fround) : WRITTEN[i][2]); });
  });

  it('writes what is read', () => {
    const found = JSON.parse(python(`
import json, sys
import numpy as np
out = []
for i, text in enumerate(sys.argv[2:]):
    array = eval(text)
    np.save(f'{sys.argv[1]}/r{i}.npy', array)
    out.append([list(array.shape), [float(x) for x in array.reshape(-1)]])
print(json.dumps(out))
`, folder, ...READ)) as [number[], number[]][];
    found.forEach(([shape, values], i) => {
      const { shape: ours, data } = readNpy(new Uint8Array(readFileSync(join(folder, `r${i}.npy`))));
      expect([READ[i], ours, [...data]]).toEqual([READ[i], shape, values]);
    });
  });
});
