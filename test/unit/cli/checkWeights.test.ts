// `convlens check TARGET --weights FILE` as it is called: PyTorch's words with lines of the source, exit codes, JSON.
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CommandError, parseArguments } from '../../../src/cli/arguments';
import { checkWeights } from '../../../src/cli/checkWeights';
import { FormatError } from '../../../src/formats/errors';
import { openWorkspace, ROOT } from '../../support/analyse';
import { hearing } from '../../support/printed';

const folder = mkdtempSync(join(tmpdir(), 'convlens-test-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

/** The model whose weights tools/checkpointFixtures.py saves; `classes` and `head` differ from it on demand. */
const source = (classes: number, head: string): string => `import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3)
        self.norm = nn.BatchNorm2d(2)
        self.${head} = nn.Sequential(
            nn.Linear(2, 3), nn.ReLU(),
            nn.Linear(3, ${classes}))
        self.register_buffer('hidden', torch.rand(2), persistent=False)

    def forward(self, x):
        return self.${head}(self.norm(self.conv(x)).mean((2, 3)))
`;
function net(name: string, classes = 2, head = 'head'): string {
  const file = join(folder, name);
  writeFileSync(file, source(classes, head));
  return `${file}:Net@1x1x8x8`;
}
const weights = (name: string): string => join(ROOT, 'test/fixtures/checkpoints', name);

const printed = hearing();

async function check(...args: string[]): Promise<{ readonly code: number; readonly text: string }> {
  printed.forget();
  const code = await checkWeights(parseArguments(args), openWorkspace);
  return { code, text: printed.text().replaceAll(`${folder}/`, '').replaceAll(`${join(ROOT, 'test/fixtures/checkpoints')}/`, '') };
}
const json = (text: string): unknown => JSON.parse(text);

describe('convlens check --weights', () => {
  it.each(['state.pth', 'legacy4.pth', 'old.tar', 'state.safetensors', 'model.safetensors.index.json'])(
    'takes what fits: %s', async (file) => {
      const { code, text } = await check(net('net.py'), '--weights', weights(file));
      // The old format was before norms counted their batches, which PyTorch then does not miss.
      const count = file === 'old.tar' ? 10 : 11;
      expect([code, text]).toEqual([0, `${file}: ${count} of 11 entries of the model's state_dict fit\n`]);
    });

  it('takes a whole model, whose class it names', async () => {
    expect(await check(net('net.py'), '--weights', weights('whole.pt'))).toEqual({ code: 0, text:
      'note: whole.pt: It names code of others, which was not run: __main__.Net\n'
      + "whole.pt: 11 of 11 entries of the model's state_dict fit\n" });
  });

  it('says what is missing and unexpected with the lines that ask for it', async () => {
    const { code, text } = await check(net('renamed.py', 2, 'classifier'), '--weights', weights('state.pth'));
    expect(code).toBe(1);
    expect(text).toBe(`error: renamed.py:11: Missing key(s) in state_dict: "classifier.0.weight".
error: renamed.py:11: Missing key(s) in state_dict: "classifier.0.bias".
error: renamed.py:12: Missing key(s) in state_dict: "classifier.2.weight".
error: renamed.py:12: Missing key(s) in state_dict: "classifier.2.bias".
error: state.pth: Unexpected key(s) in state_dict: "head.0.weight".
error: state.pth: Unexpected key(s) in state_dict: "head.0.bias".
error: state.pth: Unexpected key(s) in state_dict: "head.2.weight".
error: state.pth: Unexpected key(s) in state_dict: "head.2.bias".
note: state.pth: Only names under "classifier" are missing: that part of the model is called otherwise in the file.
state.pth: 7 of 11 entries of the model's state_dict fit
`);
  });

  it('says which sizes differ', async () => {
    const { code, text } = await check(net('ten.py', 10), '--weights', weights('state.pth'));
    expect(code).toBe(1);
    expect(text.split('\n')[0]).toBe('error: ten.py:12: size mismatch for head.2.weight: copying a param with shape '
      + 'torch.Size([2, 3]) from checkpoint, the shape in current model is torch.Size([10, 3]).');
    expect(text).toContain('note: state.pth: head.2 of the file gives 2 classes, that of the model 10');
  });

  it('takes prefixes and sections into account, and code that it does not run', async () => {
    const parallel = await check(net('net.py'), '--weights', weights('parallel.ckpt'));
    expect([parallel.code, parallel.text]).toEqual([0, expect.stringContaining('"module." was taken off')]);
    const hostile = await check(net('net.py'), '--weights', weights('hostile.pth'));
    expect([hostile.code, hostile.text]).toEqual([0, expect.stringContaining('names code of others, which was not run: posix.system')]);
  });

  it('prints one document for each file, and fails when one of them does not fit', async () => {
    const { code, text } = await check(net('ten.py', 10), '--weights', weights('state.pth'), '--weights', weights('arrays.npz'), '--json');
    const [first, second] = text.trim().split('\n').map(json);
    expect(code).toBe(1);
    expect(first).toMatchObject({ schema: 1, kind: 'zip', section: '', prefix: '', loaded: 9, missing: [], unexpected: [],
      mismatched: [{ name: 'head.2.weight', site: 'ten.py:12', checkpoint: [2, 3], model: [10, 3] },
        { name: 'head.2.bias', site: 'ten.py:12' }] });
    expect((first as { readonly error: string }).error).toMatch(/^Error\(s\) in loading state_dict for Net:\n\tsize mismatch for head\.2/);
    expect(second).toMatchObject({ kind: 'npz', loaded: 0, unexpected: ['a', 'b'] });
  });

  it('refuses what it cannot do in a sentence', async () => {
    await expect(check(net('net.py'), '--weights', join(folder, 'none.pth'))).rejects.toThrow(/there is no such file/);
    await expect(check('--weights', weights('state.pth'))).rejects.toThrow(CommandError);
    const cut = join(folder, 'cut.pth');
    copyFileSync(weights('plain.pkl'), cut);
    await expect(check(net('net.py'), '--weights', cut)).rejects.toThrow(FormatError);
  });
});
