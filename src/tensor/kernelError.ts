// Thrown by reference kernels whose elements do not do: a position outside its axis. PyTorch raises there too.

import { l10n } from '../base/l10n';

/** `message` completes "gather at layer.1 cannot be computed: ". */
export class KernelError extends Error {
  override readonly name = 'KernelError';
}

/** Positions of an axis of `size` as they are; negative ones count from the end where `fromEnd`. Throws KernelError. */
export function positionsWithin(positions: readonly number[], size: number, fromEnd = false): readonly number[] {
  const least = fromEnd ? -size : 0;
  const bad = positions.find((i) => !(i >= least && i < size));
  if (bad !== undefined) throw new KernelError(l10n.t('index {0} is out of bounds for an axis of size {1}', bad, size));
  return fromEnd ? positions.map((i) => (i < 0 ? i + size : i)) : positions;
}
