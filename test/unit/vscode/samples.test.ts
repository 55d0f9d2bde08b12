// The samples that the panel offers are those that are shipped.
import fs from 'node:fs';
import { expect, it } from 'vitest';
import { SAMPLES } from '../../../src/vscode/run/samples';

it('offers the images of media/samples', () => {
  expect([...SAMPLES].sort()).toEqual(fs.readdirSync('media/samples').sort());
});
