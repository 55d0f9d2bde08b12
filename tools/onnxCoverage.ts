// Runs the backend tests and prints a JSON document per line; bundled by onnxCoverage.mjs.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { OnnxGraph } from '../src/formats/onnx/schema';
import { openFile, runCase, type CaseResult } from '../test/support/onnxCases';

/** What a test is about that CNNs do not have; '' for the others. Element types are TensorProto.DataType. */
async function scopeOf(folder: string, name: string): Promise<string> {
  const { model } = await openFile(path.join(folder, 'model.onnx'));
  const graph: OnnxGraph | undefined = model.graph;
  if (!graph) return '';
  const types = [...graph.input, ...graph.output].map(({ type }) => type);
  const nodes = graph.node.map(({ op_type }) => op_type ?? '');
  if (model.opset_import.some(({ domain }) => domain?.includes('training')) || /training/.test(name)) return 'training';
  if (types.some((type) => type?.sequence_type ?? type?.optional_type) || nodes.some((type) =>
    /^(Sequence|Optional|SplitToSequence)/.test(type))) {
    return 'sequences';
  }
  if (types.some((type) => type?.tensor_type?.elem_type === 8) || nodes.some((type) =>
    /^(StringNormalizer|TfIdfVectorizer)$/.test(type))) return 'text';
  return nodes.some((type) => /(Quantize|QLinear|Integer$)/.test(type)) ? 'quantized types' : '';
}

async function both(folder: string): Promise<CaseResult> {
  const result = await runCase(folder);
  if (result.outcome !== 'passed' || result.way !== 'engine') return result;
  const reference = await runCase(folder, true);
  return reference.outcome === 'passed' ? result : { ...reference, why: `reference kernels: ${reference.why}` };
}

const [root, only = ''] = process.argv.slice(2);
for (const suite of ['node', 'simple', 'pytorch-operator', 'pytorch-converted']) {
  for (const name of readdirSync(path.join(root, suite)).sort()) {
    if (!name.includes(only)) continue;
    const folder = path.join(root, suite, name);
    process.stdout.write(`${JSON.stringify({ suite, name, scope: await scopeOf(folder, name), ...await both(folder) })}\n`);
  }
}
