// A parse in which the bodies of functions are parsed when they are first looked at. To whoever uses it, it is like any other;
// only that ids of nodes in such a body come after those of the rest of the file, each body's from a number of its own.
import type { Comment, FunctionDef, Module, Node, Numbering, Parse, SyntaxError } from './ast';
import { DeferredFunction, type Opened } from './deferredFunction';
import { Hash } from './hash';
import { FILLER, numberStatement, parameterNames } from './number';
import { functionBodies, type BodyRange } from './outline';

/** A body as it was parsed by itself: a function without parameters that has it. */
export interface ParsedBody {
  readonly around: FunctionDef;
  readonly errors: readonly SyntaxError[];
  readonly comments: readonly Comment[];
}
export type ParseBody = (body: BodyRange) => ParsedBody;

/** The text with `pass` in place of long bodies, and where these stand in it. */
export interface Skeleton {
  readonly text: string;
  readonly place: (offset: number) => number;
  /** By the offset of their `pass`. */
  readonly bodies: ReadonlyMap<number, BodyRange>;
}

/** null when there is nothing to leave out, or when it is not certain where bodies end. */
export function skeletonOf(text: string): Skeleton | null {
  const ranges = functionBodies(text);
  if (!ranges || ranges.length === 0) return null;
  const parts: string[] = [];
  const bodies = new Map<number, BodyRange>();
  /** Where pieces of the document start in the skeleton, and how far they were moved. */
  const starts = [0];
  const moved = [0];
  let from = 0;
  let length = 0;
  for (const body of ranges) {
    const stand = `${' '.repeat(body.indent + 1)}pass\n`;
    length += body.start - from;
    parts.push(text.slice(from, body.start), stand);
    bodies.set(length + body.indent + 1, body);
    length += stand.length;
    starts.push(length);
    moved.push(body.end - length);
    from = body.end;
  }
  parts.push(text.slice(from));
  let last = 0;
  const place = (offset: number): number => {
    // Nodes come in the order of the text.
    if (offset < (starts[last] ?? 0)) last = 0;
    while (last + 1 < starts.length && (starts[last + 1] ?? 0) <= offset) last++;
    return offset + (moved[last] ?? 0);
  };
  return { text: parts.join(''), place, bodies };
}

export class DeferredParse implements Parse {
  errors: readonly SyntaxError[];
  private readonly skeletonNodes: readonly Node[];
  private readonly bodies: { readonly base: number; readonly nodes: readonly Node[] }[] = [];
  private all: readonly Node[] | null = null;
  private readonly functions: readonly DeferredFunction[];
  private readonly allComments: Comment[];
  private isComplete = false;
  private digest: string | null = null;

  constructor(
    readonly text: string,
    readonly module: Module,
    readonly statements: readonly Numbering[],
    skeleton: { readonly nodes: readonly Node[]; readonly errors: readonly SyntaxError[]; readonly comments: readonly Comment[] },
    parseBody: ParseBody,
  ) {
    this.skeletonNodes = skeleton.nodes;
    this.errors = skeleton.errors;
    this.allComments = [...skeleton.comments];
    this.functions = skeleton.nodes.filter((node) => node instanceof DeferredFunction);
    let first = skeleton.nodes.length;
    for (const each of this.functions) {
      const base = first;
      const { range } = each;
      each.whenAsked(() => this.opened(each, base, parseBody),
        () => parseBody({ ...range, end: range.firstEnd }).around.docstring);
      first += roomFor(each.range);
    }
  }

  private opened({ range, args }: DeferredFunction, base: number, parseBody: ParseBody): Opened {
    const { around, errors, comments } = parseBody(range);
    const [, ...nodes] = numberStatement(around, null).nodes;
    for (const [i, node] of nodes.entries()) (node as { id: number }).id = base + i;
    this.bodies.push({ base, nodes });
    this.errors = [...this.errors, ...errors].sort((a, b) => a.start - b.start || a.end - b.end);
    this.allComments.push(...comments);
    const { body, docstring, isGenerator, locals } = around;
    return { body, docstring, isGenerator, locals: new Set([...parameterNames(args), ...locals]) };
  }

  private complete(): this {
    if (this.isComplete) return this;
    this.isComplete = true;
    for (const each of this.functions) void each.body;
    this.allComments.sort((a, b) => a.start - b.start);
    return this;
  }

  get nodes(): readonly Node[] {
    return (this.all ??= this.complete().inOrder());
  }

  private inOrder(): Node[] {
    const nodes = [...this.skeletonNodes];
    for (const { base, nodes: own } of this.bodies.sort((a, b) => a.base - b.base)) {
      while (nodes.length < base) nodes.push(FILLER);
      nodes.push(...own);
    }
    return nodes;
  }

  get comments(): readonly Comment[] {
    return this.complete().allComments;
  }
  /** Of the text itself: nobody compares the trees of files that are not edited. */
  get hash(): string {
    if (this.digest === null) {
      const hash = new Hash();
      hash.text(this.text);
      this.digest = hash.digest();
    }
    return this.digest;
  }
}

/** At least as many ids as a body of this length can have nodes: a token starts at most two, `a,` with its statement three. */
const roomFor = ({ start, end }: BodyRange): number => 2 * (end - start) + 8;
