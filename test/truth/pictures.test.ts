// Pictures, transforms and batches with the source of an installed torchvision: the same as it prints.
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { program, runPython } from '../unit/torch/running';

const PACKAGES = '/usr/lib/python3/dist-packages';

function installed(name: string): readonly [string, boolean] | null {
  if (!/^(?:torchvision|PIL|tqdm)\b/.test(name)) return null;
  const path = `${PACKAGES}/${name.replaceAll('.', '/')}`;
  for (const [file, isPackage] of [[`${path}/__init__.py`, true], [`${path}.py`, false]] as const)
    if (existsSync(file)) return [readFileSync(file, 'utf8'), isPackage];
  return null;
}

it.skipIf(!existsSync(`${PACKAGES}/torchvision`)).each(['pictures', 'data_loaders'])('%s', async (name) => {
  const { printed, raised } = await runPython(program(`${name}.py`), installed);
  expect(raised).toEqual([]);
  expect(printed).toEqual(program(`${name}.txt`).split('\n').slice(0, -1));
});
