// ONNX files on the command line: opened where they lie, read piece by piece.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FormatError } from '../formats/errors';
import type { RandomAccessSource } from '../formats/source';
import { openOnnx, traceOnnx, type OnnxFile, type OnnxTrace } from '../frontends/onnx';
import type { Target } from '../frontends/target';
import { CommandError, fileError, type Options } from './arguments';
import { inputsOf } from './summary';

export const isOnnx = (target: Target): boolean => /\.onnx$/i.test(target.source);

/** The file's bytes by position; the file stays open until it is closed, or the program ends. */
export function fileSource(path: string): RandomAccessSource {
  const file = openSync(path, 'r');
  const { size } = fstatSync(file);
  return {
    size,
    close: () => {
      closeSync(file);
      return Promise.resolve();
    },
    read: (offset, length) => {
      const bytes = new Uint8Array(length);
      let done = 0;
      while (done < length) {
        const count = readSync(file, bytes, done, length - done, offset + done);
        if (count === 0) return Promise.reject(new FormatError(
          `${path} ends at byte ${offset + done}, before ${offset + length}.`));
        done += count;
      }
      return Promise.resolve(bytes);
    },
  };
}

/** Throws CommandError with a sentence that names the file. */
export async function openOnnxFile(path: string): Promise<OnnxFile> {
  try {
    return await openOnnx(basename(path), {
      source: fileSource(path),
      external: (location) => {
        try {
          return Promise.resolve(fileSource(join(dirname(path), location)));
        } catch {
          return Promise.resolve(null); // The reader says which tensor lies in it.
        }
      },
    });
  } catch (error) {
    if (error instanceof FormatError) throw fileError(path, error);
    if (error instanceof Error && 'code' in error) throw new CommandError(`${path} cannot be read (${String(error.code)}).`);
    throw error;
  }
}

/** `isConcrete`: sizes that the file leaves open are taken as their reference sizes. */
export async function traceOnnxTarget(target: Target, options: Options, isConcrete = false):
Promise<{ file: OnnxFile; trace: OnnxTrace }> {
  if (target.entry !== null) throw new CommandError(
    `${target.source} is one model; write ${target.source}@1x3x224x224 to give it inputs.`);
  const file = await openOnnxFile(target.source);
  try {
    return { file, trace: traceOnnx(file, { inputs: inputsOf(target, options), isConcrete }) };
  } catch (error) {
    if (error instanceof FormatError) throw fileError(target.source, error);
    throw error;
  }
}
