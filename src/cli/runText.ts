// A run as text for people: what went in, what came out, and the figures of layers on request.
import type { ImageReport, InputReport, LayerReport, LoadReport, Meaning, OutputReport, RunModel, RunReport, Statistics,
  WeightProblem } from '../protocol/run';

const shapeText = (shape: readonly number[]): string => `[${shape.join(', ')}]`;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const figure = (x: number): string => (Number.isFinite(x) ? Number(x.toPrecision(5)).toString() : String(x));
const share = (x: number): string => `${(100 * x).toFixed(2)} %`;

export function textOf(model: RunModel, load: LoadReport, inputs: readonly InputReport[], report: RunReport,
  layers: boolean): string {
  const lines = [
    `${model.name}${model.training ? ' (training mode)' : ''}`,
    ...inputs.flatMap((input) => inputLines(model, input)),
    `  weights  ${load.weights}`,
    ...problemLines(load),
    `  memory   ${megabytes(load.weightBytes)} of weights, ${megabytes(load.activationBytes)} of maps`,
    timeLine(report, model),
    ...notFiniteLine(report, model),
    ...(model.unfinished === null ? [] : [`  note     only what comes before can be run. ${model.unfinished}`]),
    '',
    ...report.outputs.flatMap(outputLines),
    ...(layers ? ['', ...layerLines(model, report.layers)] : []),
    ...(report.fault ? ['', report.fault] : []),
  ];
  return `${lines.join('\n')}\n`;
}

const isPart = ({ layers }: RunReport, model: RunModel): boolean => layers.length < model.layers.length;
function notFiniteLine(report: RunReport, model: RunModel): string[] {
  const { firstNotFinite } = report;
  return firstNotFinite === null ? [] : [isPart(report, model)
    ? `  note     NaN or infinity in ${firstNotFinite}, the first of the maps that are kept`
    : `  note     NaN or infinity from ${firstNotFinite} on`];
}

function timeLine(report: RunReport, model: RunModel): string {
  const { milliseconds, layers, fault } = report;
  const kept = isPart(report, model) ? `${layers.length} of ${model.layers.length} layers kept` : `${layers.length} layers`;
  return `  time     ${milliseconds.toFixed(0)} ms, ${kept}${fault ? '' : ', all shapes as predicted'}`;
}

function inputLines(model: RunModel, { index, image, text }: InputReport): string[] {
  const { name, shape, assumed } = model.inputs[index];
  const head = `  ${name.padEnd(8)} ${shapeText(shape)}${assumed ? ' (assumed)' : ''}: ${text}`;
  return image ? [`${head}, ${imageText(image)}`, `           ${image.steps.join(', ')}`,
    ...(image.remark === null ? [] : [`           ${image.remark}`])] : [head];
}

const imageText = ({ format, width, height, colours, preset }: ImageReport): string =>
  `${format} ${width} × ${height}, ${colours}${preset === 'given' ? '' : `; ${preset}`}`;

const MOST_PROBLEMS = 20;
function problemLines({ problems }: LoadReport): string[] {
  // What is the same of many weights is said once.
  const alike = new Map<string, WeightProblem[]>();
  for (const problem of problems) {
    const key = problem.message.replace(problem.name, '');
    alike.set(key, [...alike.get(key) ?? [], problem]);
  }
  const lines = [...alike.values()].slice(0, MOST_PROBLEMS).map(([{ message, place }, ...others]) =>
    `           ${message}${place ? ` (${fileName(place.uri)}:${place.start.line + 1})` : ''}`
      + (others.length > 0 ? `; the same of ${others.length} more` : ''));
  return alike.size > MOST_PROBLEMS ? [...lines, `           and ${alike.size - MOST_PROBLEMS} more`] : lines;
}
const fileName = (uri: string): string => uri.slice(uri.lastIndexOf('/') + 1);

const SCORES: Readonly<Record<Extract<Meaning, { kind: 'classes' }>['of'], string>> = {
  logits: 'scores taken for logits, softmax applied', probabilities: 'probabilities', 'log-probabilities': 'log-probabilities',
};

function outputLines({ path, shape, dtype, statistics, meaning }: OutputReport): string[] {
  const head = `  ${path} ${shapeText(shape)} ${dtype}`;
  switch (meaning.kind) {
    case 'classes':
      return [`${head}: ${SCORES[meaning.of]}${meaning.labels ? `, ${meaning.labels}` : ''}`,
        ...meaning.top.map(({ index, name, score, probability }, i) => [`    ${i + 1}.`, String(index).padStart(5),
          (name ?? '').padEnd(24), figure(score).padStart(10), probability === null ? ''
            : share(probability).padStart(9)].join(' '))];
    case 'segmentation':
      return [`${head}: mask${meaning.labels ? `, ${meaning.labels}` : ''}`,
        ...meaning.legend.map(({ index, name, share: part }) => [`   `, String(index).padStart(5), (name ?? '').padEnd(24),
          share(part).padStart(9)].join(' '))];
    case 'image': return [`${head}: picture, ${range(statistics)}`];
    case 'values': return meaning.values.length <= SHOWN
      ? [`${head}: ${meaning.values.map(figure).join(', ')}`] : [`${head}: ${range(statistics)}`];
  }
}
const SHOWN = 10;
const range = ({ min, max, mean, std }: Statistics): string =>
  `${figure(min)} to ${figure(max)}, mean ${figure(mean)}, standard deviation ${figure(std)}`;

function layerLines(model: RunModel, reports: readonly LayerReport[]): string[] {
  const types = new Map(model.layers.map(({ key, type }) => [key, type]));
  const rows = [['layer', 'type', 'shape', 'ms', 'min', 'max', 'mean', 'std', 'zeros'], ...reports.map((layer) => {
    const { min, max, mean, std, zeros } = layer.statistics;
    return [layer.key, types.get(layer.key) ?? '', layer.shape.join('×'), layer.milliseconds?.toFixed(2) ?? '',
      ...[min, max, mean, std].map(figure), share(zeros)];
  })];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, i) => (i < 3 ? cell.padEnd(widths[i])
    : cell.padStart(widths[i]))).join('  ').trimEnd());
}
