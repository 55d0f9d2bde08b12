// Where the buffers of a program lie in the memory. Weights keep their place; activations whose lives do not overlap share.
import type { Buffer, Program } from './program';
import { figuresBytes } from './inspect';
import { numel } from './region';
import { CONTROL_BYTES } from './team';

export interface MemoryLayout {
  /** Byte addresses by buffer. */
  readonly addresses: readonly number[];
  readonly argumentsAt: readonly number[];
  readonly controlAt: number;
  readonly scratchAt: number;
  readonly scratchBytes: number;
  readonly stagingAt: number;
  /** Room for the largest map that is read, turned into row-major order. */
  readonly readAt: number;
  readonly readBytes: number;
  readonly totalBytes: number;
  readonly weightBytes: number;
  readonly activationBytes: number;
}

const align = (bytes: number): number => Math.ceil(bytes / 64) * 64;
/** Kernels read whole vectors: a few bytes after the last element are read and not used. */
const SLACK = 64;
/** Bytes before `readAt` for the arguments of kernels that run when a map is read. */
export const READ_ARGUMENTS = 128;

export function layOut(program: Program, threads: number): MemoryLayout {
  let at = 1024;
  const take = (bytes: number): number => {
    const here = at;
    at = align(at + bytes);
    return here;
  };
  const controlAt = take(CONTROL_BYTES);
  const argumentsAt = program.steps.map((step) => (step.kind === 'kernel' ? take(4 * step.words.length) : 0));
  const scratchBytes = align(Math.max(4096, ...program.steps.map((step) => (step.kind === 'kernel' ? step.scratch : 0))));
  const scratchAt = take(scratchBytes * threads);
  const addresses = program.buffers.map(() => 0);
  const weightsFrom = at;
  program.buffers.forEach((buffer, i) => {
    if (buffer.kind === 'weights') addresses[i] = take(buffer.bytes + SLACK);
  });
  const weightBytes = at - weightsFrom;
  const arena = at;
  const shared = placeShared(program.buffers);
  program.buffers.forEach((buffer, i) => {
    if (buffer.kind === 'activation' && !buffer.pinned) addresses[i] = arena + shared.offsets[i];
  });
  at = align(arena + shared.bytes);
  program.buffers.forEach((buffer, i) => {
    if (buffer.kind === 'activation' && buffer.pinned) addresses[i] = take(buffer.bytes + SLACK);
  });
  const activationBytes = at - arena;
  const readBytes = Math.max(0, ...[...program.readable].map((value) => {
    const shape = program.regions.get(value)?.shape ?? [0];
    return Math.max(4 * numel(shape), figuresBytes(shape[1] ?? 0));
  }));
  // The argument block of a kernel that runs when a map is read stands in front of it.
  const readAt = take(readBytes + READ_ARGUMENTS + SLACK) + READ_ARGUMENTS;
  // Weights are staged where activations will lie. The argument block of preparations stands in front of them.
  return { addresses, argumentsAt, controlAt, scratchAt, scratchBytes, stagingAt: arena + 1024, readAt, readBytes, weightBytes,
    activationBytes,
    totalBytes: Math.max(at, arena + 2048 + program.stagingBytes) };
}

/** Offsets of buffers that live between `first` and `last`: the largest first, each at the lowest place that is free. */
export function placeShared(buffers: readonly Buffer[]): { offsets: number[]; bytes: number } {
  const offsets = buffers.map(() => 0);
  const placed: number[] = [];
  let end = 0;
  const order = buffers.map((_, i) => i).filter((i) => buffers[i].kind === 'activation' && !buffers[i].pinned)
    .sort((a, b) => buffers[b].bytes - buffers[a].bytes || a - b);
  for (const i of order) {
    const size = align(buffers[i].bytes + SLACK);
    const busy = placed.filter((j) => buffers[j].first <= buffers[i].last && buffers[i].first <= buffers[j].last)
      .sort((a, b) => offsets[a] - offsets[b]);
    let at = 0;
    for (const j of busy) {
      if (offsets[j] >= at + size) break;
      at = Math.max(at, offsets[j] + align(buffers[j].bytes + SLACK));
    }
    offsets[i] = at;
    placed.push(i);
    end = Math.max(end, at + size);
  }
  return { offsets, bytes: end };
}
