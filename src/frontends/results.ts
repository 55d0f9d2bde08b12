// What models and functions of a document gave, kept from revision to revision while nothing they can reach has changed.
import { namesIn, type Unit } from './dependencies';
import type { Revision, Revisions } from './revisions';
import { parsePython } from '../python/parser';

interface Kept<T> {
  readonly units: ReadonlySet<Unit>;
  readonly extra: string;
  readonly value: T;
}

export class Results<T> {
  private readonly kept = new Map<string, Kept<T>>();
  private readonly names = new Map<string, ReadonlySet<string>>();

  constructor(private readonly revisions: Revisions) {}

  /** The value for an expression of the document; `extra`: what else it depends on, told from the value itself. */
  find(revision: Revision, expression: string, extra: (value: T) => string): T | undefined {
    const known = this.kept.get(expression);
    if (!known || !revision.isCertain) return undefined;
    const { units } = this.reach(revision, expression);
    const isSame = units.size === known.units.size && [...units].every((unit) => known.units.has(unit));
    return isSame && !this.revisions.isTouched(units) && extra(known.value) === known.extra ? known.value : undefined;
  }

  /** Keeps a value that came of an undisturbed run. */
  keep(revision: Revision, expression: string, value: T, extra: string, isClean: boolean): void {
    const { units } = this.reach(revision, expression);
    if (revision.isCertain && isClean && !this.revisions.isTouched(units)) this.kept.set(expression, { units, extra, value });
    else this.kept.delete(expression);
  }

  /** The units that an expression can reach. */
  reach(revision: Revision, expression: string): ReturnType<Revision['dependencies']['reach']> {
    let names = this.names.get(expression);
    if (!names) this.names.set(expression, (names = namesIn([parsePython(expression).module])));
    return revision.dependencies.reach(names);
  }

  clear(): void {
    this.kept.clear();
  }
}
