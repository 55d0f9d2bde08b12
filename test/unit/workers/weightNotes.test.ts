// What a panel says of weights that are not PyTorch's: a sentence for each reason, not for each tensor.
import { expect, it } from 'vitest';
import { notesOn } from '../../../src/workers/runWeights';

const doubt = (name: string, reason: string, isClose = false) => ({ name, reason, isClose });

it('one reason is said once, with the first names and how many there are more', () => {
  const moved = 'the code runs the model in training mode';
  const names = Array.from({ length: 20 }, (_, i) => `bn${i}.running_mean`);
  const notes = notesOn([...names.map((name) => doubt(name, moved)), doubt('fc.weight', 'the order of sums', true)], new Map());
  expect(notes.map(({ name, message }) => [name, message])).toEqual([
    ['bn0.running_mean', 'bn0.running_mean, bn1.running_mean, bn2.running_mean, bn3.running_mean and 16 more do not have '
      + `PyTorch’s numbers: ${moved}`],
    ['fc.weight', 'fc.weight may differ from PyTorch’s numbers in the last digits: the order of sums'],
  ]);
});
