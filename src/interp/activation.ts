// One activation of a Python function (or of a module's body): where it stands, its variables, branches left open.
// The Frame it shows to others holds none of that, so that origins keep no variables alive.
import type { Frame, Origin } from '../base/source';
import type { Pending } from './branches';
import type { Func, Scope, SourceFile, Value } from './value';

export class Activation {
  /** The expression being evaluated. */
  node: number;
  /** Outcomes of branch sides that left (return, break) while the other side goes on. */
  pendings: Pending[] = [];
  /** Inside the body of a `try` that handles ImportError. */
  importGuards = 0;
  /** Values that `yield` expressions of the current statement evaluated to. */
  sent: Map<number, Value> | null = null;
  /** The exceptions being handled, innermost last, for bare `raise`. */
  readonly handling: unknown[] = [];
  private cachedOrigin: Origin | null = null;

  constructor(
    public caller: Activation | null,
    readonly frame: Frame,
    readonly file: SourceFile,
    readonly scope: Scope,
    readonly func: Func | null,
    /** The first argument, for zero-argument super(). */
    readonly self: Value | null,
    readonly depth: number,
    readonly observed: boolean,
  ) {
    this.node = file.parse.module.id;
  }

  origin(): Origin {
    const known = this.cachedOrigin;
    if (known && known.at.node === this.node) return known;
    return (this.cachedOrigin = { at: { file: this.file.id, node: this.node }, frame: this.frame, from: [] });
  }
}
