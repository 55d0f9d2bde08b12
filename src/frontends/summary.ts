// The summary of one model as plain data: the command line's JSON contract, and the source of its table.
// Sizes are under the reference binding (batch 1) when symbols are among the inputs.
import type { FileId, Origin, Site } from '../base/source';
import { LineIndex } from '../base/text';
import type { ModuleCall, Output } from '../graph/graph';
import { countConventions } from '../graph/conventions';
import type { ReceptiveField } from '../graph/receptiveField';
import { plainShape } from '../tensor/dim';
import type { Node } from '../python/ast';
import { showInputSpec, type InputSpec } from './inputSpec';
import { sourceAdvice } from '../interp/advice';
import type { Interpreter } from '../interp/interpreter';
import { standInNote } from '../interp/torch/index';
import type { SourceFile } from '../interp/value';
import { placeOf, type Program } from './documents';
import type { GraphTrace } from './trace';
import { baseName } from './sources';

/** Sizes of a shape; null: not known. */
export type Shape = readonly (number | null)[];
export type OutputSummary =
  | null
  | string
  | { readonly shape: Shape; readonly dtype: string }
  | readonly OutputSummary[]
  | { readonly [key: string]: OutputSummary };

export interface LayerSummary {
  readonly path: string;
  readonly type: string;
  readonly inputs: readonly Shape[];
  /** A shape, or nested lists and objects of shapes. */
  readonly output: unknown;
  readonly parameters: number | null;
  readonly macs: number | null;
  readonly receptiveField:
    | {
        readonly size: readonly number[];
        readonly stride: readonly (number | null)[];
        readonly padding: readonly (number | null)[];
      }
    | 'global'
    | null;
  /** `file.py:line` of the call and of the constructor call. */
  readonly call: string | null;
  readonly constructed: string | null;
}

export interface ModelSummary {
  readonly schema: 1;
  readonly target: string;
  readonly model: string;
  /** Whether the model was in training mode; false: evaluation. */
  readonly training: boolean;
  readonly source: { readonly file: string; readonly line: number } | null;
  readonly inputs: readonly {
    readonly name: string;
    readonly shape: Shape | readonly Shape[];
    readonly dtype: string;
    readonly assumed: boolean;
  }[];
  readonly output: OutputSummary;
  readonly parameters: number | null;
  readonly trainable: number | null;
  readonly buffers: number | null;
  readonly macs: number | null;
  readonly activationBytes: number | null;
  readonly conventions: Readonly<Record<string, number | null>>;
  readonly layers: readonly LayerSummary[];
  readonly gaps: readonly {
    readonly code: string;
    readonly message: string;
    readonly hint?: string;
    readonly site: string | null;
    readonly lost: number;
  }[];
  readonly raises: readonly { readonly type: string; readonly message: string; readonly site: string | null }[];
  /** What the reader should know of where the numbers come from. */
  readonly notes: readonly { readonly message: string; readonly hint: string; readonly site: string | null }[];
}

export function summarize(trace: GraphTrace, target: string, programs?: ReadonlyMap<FileId, Program>): ModelSummary {
  const sites = new SiteText(trace.interpreter, programs);
  const { ledger, graph } = trace;
  const source = trace.source && sites.place(trace.source);
  // A branch whose sides cost differently makes every total a guess.
  const certain = (count: number | null): number | null => (trace.costUncertain ? null : count);
  return {
    schema: 1,
    target,
    model: trace.model,
    training: trace.training,
    source: source && { file: source.file, line: source.line },
    inputs: inputSummaries(trace),
    output: outputSummary(graph.output),
    parameters: ledger.parameters,
    trainable: ledger.trainable,
    buffers: ledger.buffers,
    macs: certain(ledger.macs),
    activationBytes: certain(ledger.activationBytes),
    conventions: Object.fromEntries(
      Object.entries(countConventions(graph)).map(([name, count]) => [name, certain(count)]),
    ),
    layers: graph.calls
      .filter((call) => call.leaf && call.path !== null)
      .map((call) => layerSummary(trace, call, sites)),
    gaps: trace.gaps.map(({ reason, lost }) => ({
      code: reason.code,
      message: reason.message,
      hint: reason.hint,
      site: sites.text(reason.origin),
      lost,
    })),
    raises: trace.raises.map((raised) => ({
      type: raised.type,
      message: raised.message,
      site: sites.text(raised.origin),
    })),
    notes: trace.standIns.map((standIn) => ({
      message: standInNote(standIn),
      hint: sourceAdvice(standIn.library.split(' ')[0] ?? ''),
      site: sites.text(standIn.origin),
    })),
  };
}

function layerSummary(trace: GraphTrace, call: ModuleCall, sites: SiteText): LayerSummary {
  return {
    path: call.path,
    type: call.type,
    inputs: call.inputs.map((meta) => shapeOf(meta.shape)),
    output: layerOutput(call.output),
    parameters: trace.ledger.parametersOf(call.module),
    macs: trace.ledger.macsOfCall(call),
    receptiveField: fieldSummary(fieldOfCall(trace, call)),
    call: sites.text(call.origin),
    constructed: sites.text(call.module.origin),
  };
}

/** The field of what a module call returned: that of the node that made its (first) output. */
export function fieldOfCall(trace: GraphTrace, call: ModuleCall): ReceptiveField | undefined {
  const edge = firstEdge(call.output);
  return edge && edge.producer !== null ? trace.fields[edge.producer] : undefined;
}

function firstEdge(output: Output): Extract<Output, { kind: 'tensor' }>['edge'] | undefined {
  if (output.kind === 'tensor') return output.edge;
  const items =
    output.kind === 'list' ? output.items : output.kind === 'dict' ? output.entries.map(([, item]) => item) : [];
  for (const item of items) {
    const edge = firstEdge(item);
    if (edge) return edge;
  }
  return undefined;
}

function fieldSummary(field: ReceptiveField | undefined): LayerSummary['receptiveField'] {
  if (!field || field.kind === 'unknown' || field.kind === 'none') return null;
  if (field.kind === 'global') return 'global';
  return {
    size: field.fields.map((axis) => axis.size),
    stride: field.fields.map((axis) => axis.stride),
    padding: field.fields.map((axis) => axis.padding),
  };
}

const shapeOf = (shape: Parameters<typeof plainShape>[0]): Shape =>
  shape.map((dim) => plainShape([dim])?.[0] ?? null);

function outputSummary(output: Output): OutputSummary {
  switch (output.kind) {
    case 'tensor':
      return { shape: shapeOf(output.shape), dtype: output.dtype };
    case 'list':
      return output.names
        ? Object.fromEntries(output.items.map((item, i) => [output.names?.[i] ?? String(i), outputSummary(item)]))
        : output.items.map(outputSummary);
    case 'dict':
      return Object.fromEntries(output.entries.map(([key, item]) => [key, outputSummary(item)]));
    case 'value':
      return output.text === 'None' ? null : output.text;
    case 'unknown':
      return null;
  }
}

/** As outputSummary, shapes without dtype: `[1, 64, 112, 112]`. */
function layerOutput(output: Output): unknown {
  switch (output.kind) {
    case 'tensor':
      return shapeOf(output.shape);
    case 'list':
      return output.items.map(layerOutput);
    case 'dict':
      return Object.fromEntries(output.entries.map(([key, item]) => [key, layerOutput(item)]));
    case 'value':
      return output.text === 'None' ? null : output.text;
    case 'unknown':
      return null;
  }
}

/** Shapes of the graph's inputs, lists of tensors kept. */
function inputSummaries({ graph, inputs, inputOrigin }: GraphTrace): ModelSummary['inputs'] {
  let next = 0;
  const shape = (spec: InputSpec): Shape | Shape[] =>
    (spec.kind === 'list' ? spec.items.map((item) => shape(item) as Shape) : shapeOf(graph.inputs[next++]?.shape ?? []));
  const assumed = inputOrigin.kind === 'assumed';
  return inputs.map(({ name, spec }) => ({ name, shape: shape(spec), dtype: specDtype(spec), assumed }));
}
const specDtype = (spec: InputSpec): string =>
  spec.kind === 'list' ? (spec.items[0] ? specDtype(spec.items[0]) : 'float32') : spec.dtype;

export interface SitePlace {
  readonly file: FileId;
  readonly part: string | null;
  readonly offset: number;
  readonly line: number;
}

/** Sites as `file.py:line`, the line being the one CPython names for the call; in notebooks `file.ipynb[cell 2]:line`. */
export class SiteText {
  private readonly indexes = new Map<string, LineIndex>();
  constructor(
    private readonly interpreter: Pick<Interpreter, 'fileOf'>,
    private readonly programs: ReadonlyMap<FileId, Program> = new Map(),
  ) {}

  text(origin: Origin | null): string | null {
    const place = origin && this.place(origin.at);
    return place && `${baseName(place.file)}${place.part === null ? '' : `[${place.part}]`}:${place.line}`;
  }

  place(site: Site): SitePlace | null {
    const file = this.interpreter.fileOf(site.file);
    const node = file?.parse.nodes[site.node];
    return file && node ? this.placeAt(file, callOffset(node)) : null;
  }

  /** The place of an offset of a file's text. */
  placeAt(file: Pick<SourceFile, 'id' | 'parse'>, at: number): SitePlace {
    const program = this.programs.get(file.id);
    const { part, offset } = program ? placeOf(program, at) : { part: 0, offset: at };
    const text = program?.parts[part]?.text ?? file.parse.text;
    const key = `${file.id} ${part}`;
    let index = this.indexes.get(key);
    if (!index) this.indexes.set(key, (index = new LineIndex(text)));
    return {
      file: file.id,
      part: program?.kind === 'notebook' ? (program.parts[part]?.name ?? null) : null,
      offset,
      line: index.lineOf(offset) + 1,
    };
  }
}

/** CPython 3.11 reports a method call at the line of the method's name, other expressions at their start. */
export function callOffset(node: Node): number {
  return node.kind === 'Call' && node.func.kind === 'Attribute' ? node.func.attrStart : node.start;
}
export { showInputSpec };
