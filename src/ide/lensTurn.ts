// Which models one answer with lenses leaves for the next one, so that a file with a hundred models shows the first in a moment.
import type { Allowance } from './allowance';

/** An answer takes up models in sight for so long, and others for so long. */
const IN_SIGHT_MS = 1_500;
const ELSEWHERE_MS = 500;

export class LensTurn {
  private readonly started = performance.now();
  private isFirst = true;
  /** Models were left out that the next answer can take up. */
  hasMore = false;

  /** `allowance`: what all answers about a document may take together for models that are not in sight. */
  constructor(private readonly allowance: Allowance) {}

  /** Asked of models that are not analysed yet, those in sight first. Every answer takes up at least one. */
  leavesOut(isInSight: boolean): boolean {
    if (this.allowance.isSpent && !isInSight && !this.isFirst) return true;
    const isLate = !this.isFirst && performance.now() - this.started > (isInSight ? IN_SIGHT_MS : ELSEWHERE_MS);
    this.isFirst = false;
    this.hasMore ||= isLate;
    return isLate;
  }
}
