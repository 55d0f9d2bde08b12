// Quick fixes that solve the equation behind a shape error: change the literal that made one of the two sizes, choose the
// padding that keeps a size, put a 1×1 convolution on a shortcut, copy where a view cannot be had. Each candidate is tried by
// a symbolic run of the changed text and offered only when the error is gone.
import { l10n } from '../base/l10n';
import type { ModelTrace } from '../frontends/pytorch';
import type { GraphNode } from '../graph/graph';
import { nodeArgs } from '../graph/plain';
import type { Raised } from '../interp/trace';
import { findModule } from '../ops/index';
import { parseSchema } from '../ops/schema';
import type { Node, Parse } from '../python/ast';
import { constantOf, type Dim } from '../tensor/value';
import type { Fix } from '../protocol/analysis';
import type { Document, Documents } from './documents';
import { literalOf, type Literal } from './literals';
import { enclosing } from './lookup';

/** A change of the program's text. */
export interface ProgramEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}
/** True when the document with these changes no longer raises the error. */
export type Verify = (edits: readonly ProgramEdit[], message: string) => boolean;

export interface FixRequest {
  readonly documents: Documents;
  readonly document: Document;
  readonly raised: Raised;
  readonly trace: ModelTrace | null;
  readonly verify: Verify;
}

interface Candidate {
  readonly title: string;
  readonly edits: readonly ProgramEdit[];
}
const MAX_FIXES = 4;
const MAX_TRIED = 10;

export function fixesFor(request: FixRequest): Fix[] {
  const { document, documents, raised, verify } = request;
  const candidates = [
    ...literalCandidates(request),
    ...paddingCandidates(request),
    ...shortcutCandidates(request),
    ...copyCandidates(request),
  ].slice(0, MAX_TRIED);
  const working = candidates.filter(({ edits }) => verify(edits, raised.message)).slice(0, MAX_FIXES);
  return working.map(({ title, edits }, i) => ({
    title,
    preferred: i === 0,
    edits: edits.map((edit) => {
      const place = documents.place(document, edit.start, edit.end);
      return { uri: place.uri, range: place.range, start: place.start, end: place.end, newText: edit.text };
    }),
  }));
}

// ---- change a literal -------------------------------------------------------------------------------------------------

/** The two sizes that disagree: the literal behind one may take the other's value. The consumer's own argument comes first. */
function literalCandidates({ document, raised }: FixRequest): Candidate[] {
  const parseOf = (file: string): Parse | undefined => (file === document.file.id ? document.file.parse : undefined);
  const found: Candidate[] = [];
  for (const [i, dim] of raised.blame.entries()) {
    const literal = literalOf(dim, parseOf);
    if (!literal) continue;
    for (const [j, other] of raised.blame.entries()) {
      const value = i === j ? undefined : constantOf(other as Dim);
      if (value === undefined || value === constantOf(dim)) continue;
      found.push({
        title: l10n.t('Set {0} to {1}', roleOf(literal), value),
        edits: [{ start: literal.node.start, end: literal.node.end, text: String(value) }],
      });
    }
  }
  return found;
}

/** `in_features` where the literal is an argument of a known layer, its text otherwise. */
function roleOf(literal: Literal): string {
  const { call } = literal;
  if (call?.keyword) return call.keyword;
  const name = call && calledName(call.node.func);
  const module = name ? findModule(`torch.nn.${name}`) : undefined;
  const param = module && call ? parseSchema(module.schema).params[call.position]?.name : undefined;
  return param ?? l10n.t('the literal');
}

const calledName = (func: Node): string | null =>
  func.kind === 'Attribute' ? func.attr : func.kind === 'Name' ? func.name : null;

// ---- padding that keeps the size ---------------------------------------------------------------------------------------

const SIZE_MISMATCH = /^The size of tensor a \(\d+\) must match|^Sizes of tensors must match except in dimension/;

/** Convolutions of stride 1 in the same module whose padding changes the size. */
function paddingCandidates({ document, raised, trace }: FixRequest): Candidate[] {
  if (!trace || !SIZE_MISMATCH.test(raised.message)) return [];
  const module = raised.origin?.frame?.module ?? '';
  const edits: ProgramEdit[] = [];
  const candidates: Candidate[] = [];
  for (const node of trace.graph.nodes) {
    if (!/^(conv|max_pool|avg_pool)\dd$/.test(node.op.name) || !node.module.startsWith(module)) continue;
    const edit = paddingEdit(document.file.parse, trace, node);
    if (!edit || edits.some((known) => known.start === edit.edit.start)) continue;
    edits.push(edit.edit);
    candidates.push({
      title: l10n.t('Set padding of {0} to {1}, which keeps the size', edit.path, edit.padding),
      edits: [edit.edit],
    });
  }
  if (edits.length > 1)
    candidates.push({
      title: l10n.t('Set the padding of {0} layers so that they keep the size', edits.length),
      edits,
    });
  return candidates;
}

function paddingEdit(
  parse: Parse,
  trace: ModelTrace,
  node: GraphNode,
): { readonly edit: ProgramEdit; readonly padding: number; readonly path: string } | null {
  const args = nodeArgs(node);
  const call = trace.graph.calls[node.call];
  const site = call?.module.origin?.at;
  const constructor = site ? parse.nodes[site.node] : undefined;
  const weight = node.inputs[1]?.shape.slice(2).map((dim) => constantOf(dim));
  const kernel = weight?.[0];
  if (
    !args ||
    constructor?.kind !== 'Call' ||
    kernel === undefined ||
    !weight?.every((size) => size === kernel) ||
    kernel % 2 === 0
  )
    return null;
  const [stride, padding, dilation] = [args['stride'], args['padding'], args['dilation']].map((value) =>
    Array.isArray(value) ? Number(value[0]) : NaN,
  );
  const wanted = ((kernel - 1) * (dilation ?? 1)) / 2;
  if (stride !== 1 || padding === wanted) return null;
  const path = call?.path ?? '';
  const keyword = constructor.keywords.find((entry) => entry.name === 'padding');
  if (keyword)
    return {
      edit: { start: keyword.value.start, end: keyword.value.end, text: String(wanted) },
      padding: wanted,
      path,
    };
  const positional = constructor.args[4];
  if (positional)
    return { edit: { start: positional.start, end: positional.end, text: String(wanted) }, padding: wanted, path };
  return {
    edit: { start: constructor.end - 1, end: constructor.end - 1, text: `, padding=${wanted}` },
    padding: wanted,
    path,
  };
}

// ---- reshape in the place of view --------------------------------------------------------------------------------------

function copyCandidates({ document, raised }: FixRequest): Candidate[] {
  const node = raised.origin ? document.file.parse.nodes[raised.origin.at.node] : undefined;
  if (!raised.message.startsWith('view size is not compatible') || node?.kind !== 'Call') return [];
  const { func } = node;
  if (func.kind !== 'Attribute' || func.attr !== 'view') return [];
  return [{ title: l10n.t('Use reshape, which copies where it must'),
    edits: [{ start: func.attrStart, end: func.attrStart + func.attr.length, text: 'reshape' }] }];
}

// ---- a 1×1 convolution on the shortcut ----------------------------------------------------------------------------------

const ADD_MISMATCH =
  /^The size of tensor a \((\d+)\) must match the size of tensor b \((\d+)\) at non-singleton dimension \d+$/;

/** `out + x` where x is what forward was given: x goes through a convolution that changes channels and stride. */
function shortcutCandidates({ document, raised, trace }: FixRequest): Candidate[] {
  const { parse } = document.file;
  const node = raised.origin ? parse.nodes[raised.origin.at.node] : undefined;
  if (!trace || !ADD_MISMATCH.test(raised.message) || !node) return [];
  const operands =
    node.kind === 'BinOp' && node.op === '+'
      ? [node.left, node.right]
      : node.kind === 'AugAssign' && node.op === '+'
        ? [node.target, node.value]
        : [];
  const [a, b] = operands;
  if (!a || !b) return [];
  return [
    [b, a],
    [a, b],
  ].flatMap(([shortcut, main]) => {
    if (!shortcut || !main || shortcut.kind !== 'Name') return [];
    const from = sizesAt(trace, document, shortcut);
    const to = sizesAt(trace, document, main);
    const classDef = enclosing(parse, node, 'ClassDef');
    const init =
      classDef?.kind === 'ClassDef'
        ? classDef.body.find((statement) => statement.kind === 'FunctionDef' && statement.name === '__init__')
        : undefined;
    const last = init?.kind === 'FunctionDef' ? init.body.at(-1) : undefined;
    if (!from || !to || !last) return [];
    const stride = Math.round((from[2] ?? 1) / (to[2] ?? 1));
    const lineStart = parse.text.lastIndexOf('\n', last.start) + 1;
    const indent = /^[ \t]*/.exec(parse.text.slice(lineStart))?.[0] ?? '        ';
    const step = stride > 1 ? `, stride=${stride}` : '';
    const layer = `\n${indent}self.shortcut = nn.Conv2d(${from[1]}, ${to[1]}, kernel_size=1${step})`;
    return [
      {
        title: l10n.t('Add a 1×1 convolution to the shortcut ({0} → {1} channels)', from[1] ?? 0, to[1] ?? 0),
        edits: [
          { start: last.end, end: last.end, text: layer },
          { start: shortcut.start, end: shortcut.end, text: `self.shortcut(${shortcut.name})` },
        ],
      },
    ];
  });
}

function sizesAt(trace: ModelTrace, document: Document, node: Node): number[] | null {
  const value = trace.observations.of(document.file.id, node.id)[0]?.value;
  const shape = value?.kind === 'tensor' ? value.shape : null;
  if (shape?.length !== 4) return null;
  const sizes = shape.map((dim, i) => (i === 0 ? 1 : constantOf(dim)));
  return sizes.every((size) => size !== undefined) ? sizes : null;
}
