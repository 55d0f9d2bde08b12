// An ONNX file as the editor shows it: its graph, what it says of itself, figures of its tensors.
import { l10n } from '../base/l10n';
import { dtypeOf, elementCount, isExternal, numbersOf, readElements, typeName } from '../formats/onnx/tensors';
import type { OnnxTensor } from '../formats/onnx/schema';
import { FormatError } from '../formats/errors';
import { InputSpecError, parseInputSpecs, showInputSpec, type InputSpec } from '../frontends/inputSpec';
import { traceOnnx, type OnnxFile } from '../frontends/onnx';
import type { InputChoice } from '../protocol/analysis';
import type { GraphState } from '../protocol/graphPanel';
import type { RunModelAnswer } from '../protocol/run';
import { graphViewOf } from './graphView';
import { runModelOf } from './run';

/** In all of these `input` takes the place of the shapes that the file declares: '1x3x320x320'; null: those. */
function inputsOf(input: string | null): readonly InputSpec[] | null {
  if (input === null) return null;
  try {
    return parseInputSpecs(input);
  } catch (error) {
    if (error instanceof InputSpecError) throw new FormatError(error.message);
    throw error;
  }
}

/** Throws FormatError: why the file has no graph. */
export const onnxRunOf = (file: OnnxFile, entry: string, input: string | null): RunModelAnswer =>
  runModelOf({ trace: traceOnnx(file, { inputs: inputsOf(input), isConcrete: true }), recipe: null, state: [] }, entry,
    () => null);

/** What the inputs are, and what else they may be. Throws FormatError: why the file has no graph. */
export function onnxInputOf(file: OnnxFile, input: string | null): InputChoice {
  const declared = traceOnnx(file, { inputs: null }).inputs;
  const used = input === null ? declared : traceOnnx(file, { inputs: inputsOf(input) }).inputs;
  const textOf = (inputs: typeof declared): string => inputs.map(({ spec }) => showInputSpec(spec)).join(',');
  const others = declared.slice(1).map(({ spec }) => `,${showInputSpec(spec)}`).join('');
  const [first] = declared;
  const dims = first?.spec.kind === 'tensor' ? first.spec.dims : [];
  const sides = dims.length === 4 ? SIDES.map((side) => ({
    text: `${dims.slice(0, 2).map((dim) => (dim === '?' ? 'N' : dim)).join('x')}x${side}x${side}${others}`, detail: '' })) : [];
  const asDeclared = l10n.t('as the file declares it');
  return { current: textOf(used), source: input === null ? asDeclared : l10n.t('chosen here'), assumed: false,
    suggestions: [{ text: textOf(declared), detail: asDeclared }, ...sides] };
}
/** Of images, for models that take others than they were written for. */
const SIDES = [224, 320, 640] as const;

/** Throws FormatError: why the file has no graph. */
export function onnxStateOf(file: OnnxFile, entry: string, input: string | null): GraphState {
  const trace = traceOnnx(file, { inputs: inputsOf(input) });
  const view = graphViewOf(trace, entry, () => null);
  return { view: { ...view, title: file.name, file: [...trace.properties, ...file.problems.map((problem) => [l10n.t('reason'),
    problem] as const)] },
    message: '' };
}

/** More elements than this are not read for a look. */
const MAX_ELEMENTS = 50_000_000;
const SHOWN = 8;

/** Of the stored tensors that a node uses: name, and shape, figures, first elements. */
export async function onnxValuesOf(file: OnnxFile, id: string): Promise<(readonly [string, string])[]> {
  const { graph, weights } = traceOnnx(file, { inputs: null });
  const node = graph.nodes.find(({ key }) => key === id);
  const scope = node && graph.calls[node.call]?.module;
  const names = scope ? [...scope.parameters.keys(), ...scope.buffers.keys()] : [];
  const lines: (readonly [string, string])[] = [];
  for (const name of names) {
    const tensor = weights.get(name);
    if (tensor) lines.push([name, await figuresOf(tensor, file)]);
  }
  return lines;
}

async function figuresOf(tensor: OnnxTensor, file: OnnxFile): Promise<string> {
  const where = isExternal(tensor) ? ` (${l10n.t('in another file')})` : '';
  const shape = `${tensor.dims.join('×') || 'scalar'} ${typeName(tensor.data_type)}${where}`;
  const dtype = dtypeOf(tensor.data_type);
  if (!dtype || elementCount(tensor.dims) > MAX_ELEMENTS) return shape;
  try {
    const data = numbersOf(await readElements(tensor, file.files), dtype);
    return data.length === 0 ? shape
      : `${shape}\n${statistics(data)}\n${data.slice(0, SHOWN).map(short).join(', ')}${data.length > SHOWN ? ', …' : ''}`;
  } catch (error) {
    if (error instanceof FormatError) return `${shape}\n${error.message}`;
    throw error;
  }
}

function statistics(data: readonly number[]): string {
  let [low, high, sum, squares, zeros, strange] = [Infinity, -Infinity, 0, 0, 0, 0];
  for (const x of data) {
    if (!Number.isFinite(x)) {
      strange++;
      continue;
    }
    if (x < low) low = x;
    if (x > high) high = x;
    if (x === 0) zeros++;
    sum += x;
    squares += x * x;
  }
  const count = data.length - strange;
  const mean = sum / count;
  const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
  return [`min ${short(low)}`, `max ${short(high)}`, `${l10n.t('mean')} ${short(mean)}`, `σ ${short(deviation)}`,
    `${((100 * zeros) / data.length).toFixed(1)} % 0`, ...(strange > 0 ? [`${strange} NaN/∞`] : [])].join(' · ');
}
const short = (x: number): string => String(Number(x.toPrecision(4)));
