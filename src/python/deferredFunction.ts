// A function whose body is parsed when it is first looked at. Who parses it and numbers its nodes is in deferred.ts.
import type { Arguments, Expr, FunctionDef, Stmt } from './ast';
import type { BodyRange } from './outline';

type Header = Pick<FunctionDef, 'start' | 'name' | 'nameStart' | 'args' | 'decorators' | 'returns' | 'isAsync'>;

/** A function whose body has not been looked at. */
export class DeferredFunction implements FunctionDef {
  readonly kind = 'FunctionDef';
  readonly id = 0;
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly nameStart: number;
  readonly args: Arguments;
  readonly decorators: readonly Expr[];
  readonly returns: Expr | null;
  readonly isAsync: boolean;
  private open: (() => Opened) | null = null;
  private opened: Opened | null = null;
  private openDocstring: () => string | null = () => null;
  private readDocstring: string | null | undefined;

  constructor(header: Header, readonly range: BodyRange) {
    this.start = header.start;
    this.end = range.lastToken;
    this.name = header.name;
    this.nameStart = header.nameStart;
    this.args = header.args;
    this.decorators = header.decorators;
    this.returns = header.returns;
    this.isAsync = header.isAsync;
  }

  /** From now on the body is parsed when it is asked for; until then the function has none, and the rest is numbered. */
  whenAsked(open: () => Opened, openDocstring: () => string | null): void {
    this.open = open;
    this.openDocstring = openDocstring;
  }

  private get whole(): Opened {
    return (this.opened ??= this.open?.() ?? NOTHING);
  }

  get body(): readonly Stmt[] {
    return this.open ? this.whole.body : NO_STATEMENTS;
  }
  get docstring(): string | null {
    // Decorators copy it from functions that nobody calls.
    if (this.opened || this.range.firstEnd < 0) return this.opened?.docstring ?? null;
    if (this.readDocstring === undefined) this.readDocstring = this.openDocstring();
    return this.readDocstring;
  }
  get isGenerator(): boolean {
    return this.whole.isGenerator;
  }
  get locals(): ReadonlySet<string> {
    return this.whole.locals;
  }
}

export type Opened = Pick<FunctionDef, 'body' | 'docstring' | 'isGenerator' | 'locals'>;
const NO_STATEMENTS: readonly Stmt[] = [];
const NOTHING: Opened = { body: NO_STATEMENTS, docstring: null, isGenerator: false, locals: new Set() };
