// Checkpoints in every format, against what PyTorch reads from them; hostile and damaged ones give sentences.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCheckpoint, readCheckpointTensor, type Checkpoint } from '../../src/formats/checkpoint';
import { FormatError } from '../../src/formats/errors';
import { loadError, matchCheckpoint, type ModelEntry } from '../../src/formats/match';
import { unpickle } from '../../src/formats/pickle';
import { bytesSource, named, type NamedSource } from '../../src/formats/source';
import { ROOT } from '../support/analyse';

const FOLDER = join(ROOT, 'test/fixtures/checkpoints');
type Expected = Readonly<Record<string, readonly [dtype: string, shape: readonly number[], sha: string]>>;
const { error, ...expected } = JSON.parse(readFileSync(join(FOLDER, 'expected.json'), 'utf8')) as
  Readonly<Record<string, Expected>> & { readonly error: string };

const bytesOf = (file: string): Uint8Array => new Uint8Array(readFileSync(join(FOLDER, file)));
const namedBytes = (name: string, bytes: Uint8Array): NamedSource => named(name, bytesSource(bytes));
const sourceOf = (file: string): NamedSource => namedBytes(file, bytesOf(file));
const sibling = (file: string): Promise<NamedSource | null> =>
  Promise.resolve(existsSync(join(FOLDER, file)) ? sourceOf(file) : null);
const open = (file: string): Promise<Checkpoint> => openCheckpoint(sourceOf(file), { sibling });
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

async function contents({ sections: [section] }: Checkpoint): Promise<Expected> {
  const found: Record<string, Expected[string]> = {};
  for (const [name, tensor] of section.tensors) {
    const { dtype, shape, data } = await readCheckpointTensor(tensor);
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    found[name] = [dtype, shape, createHash('sha1').update(bytes).digest('hex').slice(0, 12)];
  }
  return found;
}
const modelOf = async (file: string): Promise<ModelEntry[]> =>
  [...(await open(file)).sections[0].tensors].map(([name, { shape }]) => ({ name, shape, persistent: true }));

describe('checkpoints', () => {
  it.each(Object.keys(expected))('%s holds what PyTorch reads from it', async (file) => {
    const found = await contents(await open(file));
    expect(found).toEqual(expected[file]);
    // A scripted module has its attributes in an order of its own.
    if (file !== 'script.pt') expect(Object.keys(found)).toEqual(Object.keys(expected[file]));
  });

  it('name what is quantised or sparse, and say that its elements are not read', async () => {
    const { sections: [{ tensors }] } = await open('mixed.pth');
    expect([...tensors].map(([name, { shape }]) => [name, shape])).toEqual(
      [['dense', [2]], ['quantised', [2, 3]], ['sparse', [3, 3]]]);
    const read = async (name: string): Promise<unknown> => {
      const tensor = tensors.get(name);
      return tensor && readCheckpointTensor(tensor);
    };
    await expect(read('quantised')).rejects.toThrow('The tensor quantised of this file is quantised, which is not read');
    await expect(read('sparse')).rejects.toThrow('The tensor sparse of this file is sparse, which is not read');
  });

  it('find state_dicts in lists, and no names in keys that are no texts', async () => {
    const { sections } = await open('nested.pth');
    expect(sections.map(({ path }) => path)).toEqual(['1.net.0']);
  });

  it('are told apart by their bytes', async () => {
    const kinds = await Promise.all(['state.pth', 'legacy.pth', 'script.pt', 'state.safetensors', 'arrays.npz',
      'model.safetensors.index.json', 'legacy4.pth', 'old.tar'].map(async (file) => (await open(file)).kind));
    expect(kinds).toEqual(['zip', 'legacy', 'torchscript', 'safetensors', 'npz', 'sharded', 'legacy', 'legacy']);
  });

  it('are read only where a tensor lies', async () => {
    const inner = sourceOf('views.pth');
    let bytes = 0;
    const source: NamedSource = { ...inner, read: (offset, length) => {
      bytes += length;
      return inner.read(offset, length);
    } };
    const { sections: [section] } = await openCheckpoint(source);
    const part = section.tensors.get('part');
    if (!part) throw new Error('no tensor');
    bytes = 0;
    const { data } = await readCheckpointTensor(part);
    // Elements 6 to 16 of the storage of 24, after the local header of 30 bytes.
    expect([...data]).toEqual([6, 8, 10, 12, 14, 16]);
    expect(bytes).toBe(30 + 11 * 4);
  });
});

describe('hostile and damaged files', () => {
  const fails = async (source: NamedSource): Promise<string> => {
    const thrown: unknown = await openCheckpoint(source, { sibling }).then(() => null, (reason: unknown) => reason);
    expect(thrown).toBeInstanceOf(FormatError);
    return (thrown as FormatError).message;
  };

  it('name the code that they would run, and run nothing', async () => {
    expect((await open('hostile.pth')).foreign).toEqual(['posix.system']);
  });

  it('are refused with a sentence when they are something else', async () => {
    expect(await fails(sourceOf('plain.pkl'))).toContain('torch.save(model.state_dict()');
    expect(await fails(namedBytes('a.pth', utf8('version https://git-lfs.github.com/spec/v1\noid sha256:0')))).toContain('git lfs pull');
    expect(await fails(namedBytes('a.pth', utf8('<!DOCTYPE html><html>')))).toContain('HTML');
    expect(await fails(namedBytes('a.pth', new Uint8Array()))).toContain('a.pth is empty.');
    expect(await fails(namedBytes('a.json', utf8('{"weight_map": {"a": "../a.bin"}}')))).toContain('not beside it');
    expect(await fails(namedBytes('a.json', utf8('{"weight_map": {"zz": "state.safetensors"}}')))).toContain('but it has not');
  });

  it.each(['state.pth', 'legacy.pth', 'state.safetensors', 'deflated.pth', 'old.tar'])('%s is refused wherever it is cut off', async (file) => {
    const bytes = bytesOf(file);
    // A tar archive ends in blocks of zeros, which nobody misses.
    const end = file === 'old.tar' ? bytes.findLastIndex((byte) => byte !== 0) : bytes.length;
    for (let length = 0; length < end; length += 97) {
      const cut = await openCheckpoint(namedBytes(file, bytes.slice(0, length))).catch((reason: unknown) => reason);
      expect(cut).toBeInstanceOf(FormatError);
    }
  });

  it('do not unpack to more than is allowed', async () => {
    const { sections: [section] } = await openCheckpoint(sourceOf('deflated.pth'), { maxBytes: 10 });
    const [tensor] = [...section.tensors.values()].filter(({ shape }) => shape.length > 1);
    await expect(readCheckpointTensor(tensor)).rejects.toThrow(/unpacked/);
  });

  it('do not share bytes between their parts', async () => {
    const bytes = bytesOf('state.pth');
    const view = new DataView(bytes.buffer);
    const entries: number[] = [];
    for (let at = 0; at + 4 < bytes.length; at++) if (view.getUint32(at, true) === 0x02014b50) entries.push(at);
    view.setUint32(entries[2] + 42, view.getUint32(entries[1] + 42, true), true);
    expect(await fails(namedBytes('state.pth', bytes))).toContain('lie over each other');
  });

  it.each([
    ['a stack that is empty', 'R.', 'stack is empty'],
    ['a value that is not there', 'h\u0007.', 'has not made'],
    ['an instruction that is none', '\u0001', 'unknown instruction'],
    ['a list that is none', 'N(NNe.', 'no list'],
    ['a dictionary that is none', 'N(NNu.', 'no dictionary'],
    ['a number that is none', 'I1x\n.', 'is none'],
  ])('are stopped at %s', (_, text, message) => {
    const options = { file: 'x', reduce: () => undefined, persistentLoad: () => null };
    expect(() => unpickle(utf8(text), options)).toThrow(message);
  });

  it('cannot keep the machine busy', () => {
    // A list of 200 numbers that is handed to a function again and again.
    const bytes = utf8(`${'('}${'I1\n'.repeat(200)}lp0\ncbuiltins\nlist\np1\n${'0g1\n(g0\ntR'.repeat(30_000)}.`);
    expect(() => unpickle(bytes, { file: 'x', reduce: () => undefined, persistentLoad: () => null })).toThrow('instructions');
  });
});

describe('a checkpoint against a model', () => {
  it('says what load_state_dict says', async () => {
    const model = (await modelOf('state.pth')).map((entry) => ({ ...entry,
      shape: entry.name === 'head.2.weight' ? [5, 3] : entry.name === 'head.2.bias' ? [5] : entry.shape }));
    model.push({ name: 'extra.weight', shape: [1, 1], persistent: true }, { name: 'extra.bias', shape: [1], persistent: true },
      { name: 'cache', shape: [2], persistent: false });
    const { sections: [section] } = await open('state.pth');
    const [some] = section.tensors.values();
    const match = matchCheckpoint([{ ...section, tensors: new Map([...section.tensors, ['other', some]]) }], model);
    expect(loadError(match, 'Net')).toBe(error);
    expect(loadError(match, 'Net', false)?.split('\n')).toHaveLength(3);
  });

  it('takes off a prefix only where names then meet', async () => {
    const model = await modelOf('state.pth');
    const match = matchCheckpoint((await open('parallel.ckpt')).sections, model);
    expect([match.path, match.prefix, match.loaded.size, match.missing, match.unexpected]).toEqual(
      ['state_dict', 'module.', model.length, [], []]);
    expect(match.notes).toHaveLength(2);
    expect(loadError(match, 'Net')).toBeNull();
    const other = matchCheckpoint((await open('parallel.ckpt')).sections, [{ name: 'x', shape: [1], persistent: true }]);
    expect([other.prefix, other.loaded.size, other.missing]).toEqual(['', 0, ['x']]);
    expect(other.notes.at(-1)).toContain('another one');
  });

  it('chooses among several sets of weights, and says which', async () => {
    const { sections } = await open('training.pt');
    expect(sections.map(({ path }) => path)).toEqual(['model', 'ema']);
    expect(matchCheckpoint(sections, await modelOf('state.pth')).path).toBe('model');
    const renamed = (await modelOf('state.pth')).map((entry) => ({ ...entry, name: `net.${entry.name}` }));
    const [first, second] = sections;
    const prefixed = { ...second, tensors: new Map([...second.tensors].map(([name, tensor]) => [`net.${name}`, tensor] as const)) };
    expect(matchCheckpoint([first, prefixed], renamed).path).toBe('ema');
  });

  it('does not miss the counts of norms in files that say no versions', async () => {
    const model = await modelOf('state.pth');
    const { sections: [section] } = await open('state.pth');
    const without = new Map([...section.tensors].filter(([name]) => !name.endsWith('num_batches_tracked')));
    expect(matchCheckpoint([{ ...section, tensors: without }], model).missing).toEqual(['norm.num_batches_tracked']);
    expect(matchCheckpoint([{ ...section, tensors: without, hasVersions: false }], model).missing).toEqual([]);
  });

  it('advises on another number of classes', async () => {
    const model = (await modelOf('state.pth')).map((entry) =>
      (entry.name.startsWith('head.2') ? { ...entry, shape: [10, ...entry.shape.slice(1)] } : entry));
    expect(matchCheckpoint((await open('state.pth')).sections, model).notes).toEqual([
      'head.2 of the file gives 2 classes, that of the model 10: build the model with 2, or leave out this layer.']);
  });
});
