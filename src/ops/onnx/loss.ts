// Losses, grids and regions: operators of ONNX that are PyTorch's under other names and defaults.
import { clone } from '../axes';
import { to_dtype } from '../comparison';
import { EVEN, grid_sample } from '../grid';
import { nll_loss } from '../lossClasses';
import { log_softmax } from '../softmax';
import { blackman_window, hamming_window, hann_window } from '../signal';
import { det } from '../linalg';
import { int, type Tensor } from '../../tensor/value';
import { rankOf, run } from './apply';
import { operators, type OnnxCall, type OnnxResult } from './contract';

/** PyTorch's classes are int64; without `ignore_index` no class is left out. */
function negativeLogLikelihood(node: OnnxCall, input: Tensor): Tensor {
  const given = node.tensor(1);
  const target = given.dtype === 'int64' ? given : run(node, to_dtype, { input: given, dtype: 'int64' });
  const ignored = node.int('ignore_index');
  return run(node, nll_loss, { input, target, weight: node.optional(2), reduction: node.text('reduction') ?? 'mean',
    ...(ignored === undefined ? {} : { ignore_index: int(ignored) }) });
}

function crossEntropy(node: OnnxCall): OnnxResult {
  const log = run(node, log_softmax, { input: node.tensor(0), dim: int(1) });
  const loss = negativeLogLikelihood(node, log);
  return node.outputs.length > 1 ? [loss, run(node, clone, { input: log })] : loss;
}

const GRID_MODES: Readonly<Record<string, string>> = { linear: 'bilinear', cubic: 'bicubic' };
function sampled(node: OnnxCall): Tensor {
  const mode = node.text('mode') ?? 'bilinear';
  return run(node, grid_sample, { input: node.tensor(0), grid: node.tensor(1),
    // PyTorch takes halves away from zero in volumes, ONNX to the even position.
    mode: mode === 'nearest' && rankOf(node.tensor(0)) === 5 ? EVEN : GRID_MODES[mode] ?? mode,
    padding_mode: node.text('padding_mode') ?? 'zeros', align_corners: node.int('align_corners') === 1 });
}

const window = (op: typeof hann_window) => (node: OnnxCall): Tensor => {
  const dtype = node.dtype('output_datatype') ?? 'float32';
  return run(node, op, { window_length: node.dims(0)[0], periodic: (node.int('periodic') ?? 1) !== 0, dtype });
};

export const losses = /* @__PURE__ */ operators({
  NegativeLogLikelihoodLoss: (node) => negativeLogLikelihood(node, node.tensor(0)),
  SoftmaxCrossEntropyLoss: crossEntropy,
  GridSample: sampled,
  HannWindow: window(hann_window),
  BlackmanWindow: window(blackman_window),
  // ONNX's coefficients are 25/46 and 21/46.
  HammingWindow: (node) => run(node, hamming_window, { window_length: node.dims(0)[0],
    periodic: (node.int('periodic') ?? 1) !== 0,
    alpha: 25 / 46, beta: 21 / 46, dtype: node.dtype('output_datatype') ?? 'float32' }),
  Det: (node) => run(node, det, { input: node.tensor(0) }),
});
