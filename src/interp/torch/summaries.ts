// torchsummary, torchinfo, thop and their like: their calls name the shape of a model's input, which is noted as a
// hint.
// What they count is unknown.
import type { Dim } from '../../tensor/value';
import { int } from '../../tensor/value';
import type { Machine, NativeModule } from '../machine';
import { builtin, NONE, tuple, type Args, type Builtin, type Kwargs, type Value } from '../value';
import { inputHints } from './inputHints';
import { isModule } from './module';
import { isTensor, quietUnknown } from './support';
import { textModule } from './textModules';

/** Shapes in (3, 224, 224), [(3, 224, 224), (10,)], a tensor or a tuple of tensors. */
function shapesOf(value: Value | undefined): (readonly Dim[])[] {
  if (!value) return [];
  if (isTensor(value)) return [value.shape];
  if (value.kind !== 'tuple' && value.kind !== 'list') return [];
  const items: readonly Value[] = value.items;
  const dims = items.filter((item): item is Dim => item.kind === 'int');
  if (dims.length === items.length && dims.length > 0) return [dims];
  return items.flatMap(shapesOf);
}

function note(m: Machine, by: string, model: Value | undefined, value: Value | undefined, batch: boolean): void {
  if (!isModule(model)) return;
  const shapes = shapesOf(value).map((shape) => (batch ? [int(1), ...shape] : shape));
  if (shapes.length > 0) inputHints(m).push({ model, shapes, dtype: dtypeIn(value), by });
}
const dtypeIn = (value: Value | undefined) => (value && isTensor(value) ? value.dtype
  : value?.kind === 'tuple' && value.items[0] && isTensor(value.items[0]) ? value.items[0].dtype : 'float32');

type Read = (args: Args, kwargs: Kwargs) => readonly [input: Value | undefined, batch: boolean];
function counting(name: string, library: string, read: Read, result: (m: Machine) => Value): Builtin {
  return builtin(name, (m, args, kwargs) => {
    const [input, batch] = read(args, kwargs);
    note(m, `${library}.${name}`, args[0] ?? kwargs.get('model'), input, batch);
    return result(m);
  });
}
const later = (m: Machine): Value => quietUnknown(m, 'external-input',
  'what a counting library prints is known only at run time');
const pair = (m: Machine): Value => tuple([later(m), later(m)]);

const withoutBatch: Read = (args, kwargs) => [args[1] ?? kwargs.get('input_size') ?? kwargs.get('input_res'), true];
const withBatch: Read = (args, kwargs) => [args[1] ?? kwargs.get('input_size') ?? kwargs.get('input_data'), false];
const inputs: Read = (args, kwargs) => [args[1] ?? kwargs.get('inputs') ?? kwargs.get('args'), false];

function library(name: string, functions: readonly Builtin[], submodules: readonly string[] = []): readonly [string,
  NativeModule] {
  return textModule(name, null, submodules, () => functions.map((f) => [f.name, f] as const));
}

export const SUMMARIES: readonly (readonly [string, NativeModule])[] = [
  library('torchsummary', [counting('summary', 'torchsummary', withoutBatch, () => NONE)]),
  library('torchsummaryX', [counting('summary', 'torchsummaryX', inputs, later)]),
  library('torchinfo', [counting('summary', 'torchinfo', withBatch, later)]),
  library('thop', [counting('profile', 'thop', inputs, pair),
    builtin('clever_format', (m, [values]) =>
    (values?.kind === 'list' || values?.kind === 'tuple' ? tuple(values.items.map(() => later(m))) : later(m)))]),
  library('ptflops', [counting('get_model_complexity_info', 'ptflops', withoutBatch, pair)]),
  library('fvcore', [], ['nn']),
  library('fvcore.nn', [counting('FlopCountAnalysis', 'fvcore', inputs, later),
    counting('parameter_count_table', 'fvcore', inputs, later), counting('flop_count_table', 'fvcore', inputs, later)]),
  library('torchviz', [builtin('make_dot', later)]),
];
