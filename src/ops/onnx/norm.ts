// Normalisation by statistics of the model or of the input, and dropout, which passes its input on when a model is used.
import { torch_dropout } from '../dropout';
import { ones_like } from '../create';
import { add, mul, sub } from '../elementwise';
import { rsqrt } from '../elementwiseMath';
import { batch_norm, group_norm, instance_norm, layer_norm, local_response_norm, rms_norm } from '../norm';
import { mean } from '../reduce';
import { repeat_interleave } from '../repeat';
import { int, type Tensor } from '../../tensor/value';
import { axisFrom, numberOf, range, rankOf, run, scalar, sizes } from './apply';
import { operators, type OnnxCall, type OnnxResult } from './contract';

function batchNorm(node: OnnxCall): OnnxResult {
  if (node.int('training_mode') === 1 || (node.version < 14 && node.outputs.slice(1).some((name) => name !== ''))) {
    return trainingNorm(node);
  }
  if (node.int('spatial') === 0) node.giveUp('BatchNormalization with spatial=0 is not modelled');
  return run(node, batch_norm, { input: node.tensor(0), weight: node.tensor(1), bias: node.tensor(2),
    running_mean: node.tensor(3),
    running_var: node.tensor(4), training: false, eps: node.float('epsilon') ?? 1e-5 });
}

/** By the statistics of the batch; running ones take the variance over all of its elements. Before version 14 they are others. */
function trainingNorm(node: OnnxCall): OnnxResult {
  if (node.version < 14) node.giveUp(`BatchNormalization of version ${node.version} in training mode is not modelled`);
  const [input, runningMean, runningVariance] = [node.tensor(0), node.tensor(3), node.tensor(4)];
  const momentum = node.float('momentum') ?? 0.9;
  const dim = range(rankOf(input)).filter((axis) => axis !== 1).map((axis) => int(axis));
  const average = (x: Tensor, keepdim: boolean): Tensor => run(node, mean, { input: x, dim, keepdim });
  const apart = run(node, sub, { input, other: average(input, true) });
  const moved = (running: Tensor, now: Tensor): Tensor => run(node, add, {
    input: run(node, mul, { input: running, other: scalar(momentum) }), other: run(node, mul, { input: now,
      other: scalar(1 - momentum) }) });
  return [run(node, batch_norm, { input, weight: node.tensor(1), bias: node.tensor(2), running_mean: null, running_var: null,
    training: true, eps: node.float('epsilon') ?? 1e-5 }), moved(runningMean, average(input, false)),
  moved(runningVariance, average(run(node, mul, { input: apart, other: apart }), false))].slice(0, Math.max(1,
    node.outputs.findLastIndex((name) => name !== '') + 1));
}

/** Mean and inverse deviation are further outputs, computed where they are used. */
function layerNorm(node: OnnxCall): OnnxResult {
  const [input, weight, bias] = [node.tensor(0), node.tensor(1), node.optional(2)];
  const rank = rankOf(input);
  const axis = axisFrom(node, node.int('axis') ?? -1, rank);
  const eps = node.float('epsilon') ?? 1e-5;
  const normalized_shape = sizes(input.shape.slice(axis));
  const fits = [weight, bias].every((tensor) => !tensor || (rankOf(tensor) === rank - axis
    && tensor.shape.every((dim, i) => node.rule.equal(dim, normalized_shape[i]) !== false)));
  const result = fits ? run(node, layer_norm, { input, normalized_shape, weight, bias, eps })
    : affine(node, run(node, layer_norm, { input, normalized_shape, eps }), weight, bias);
  if (node.outputs.slice(1).every((name) => name === '')) return result;
  const dim = range(rank).slice(axis).map((i) => int(i));
  const average = (x: Tensor): Tensor => run(node, mean, { input: x, dim, keepdim: true });
  const center = average(input);
  const apart = run(node, sub, { input, other: center });
  const variance = average(run(node, mul, { input: apart, other: apart }));
  return [result, center, run(node, rsqrt, { input: run(node, add, { input: variance, other: scalar(eps) }) })];
}

function affine(node: OnnxCall, input: Tensor, weight: Tensor, bias: Tensor | null): Tensor {
  const scaled = run(node, mul, { input, other: weight });
  return bias ? run(node, add, { input: scaled, other: bias }) : scaled;
}

/** Scale and bias are of the groups before version 21, of the channels since. */
function groupNorm(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const groups = node.int('num_groups') ?? 1;
  const [weight, bias] = [node.tensor(1), node.tensor(2)].map((tensor) => {
    if (node.version >= 21 || node.rule.equal(tensor.shape[0], input.shape[1]) === true) return tensor;
    const repeats = numberOf(node, input.shape[1], 'how many channels there are') / groups;
    return repeats === 1 ? tensor : run(node, repeat_interleave, { input: tensor, repeats: int(repeats), dim: int(0) });
  });
  return run(node, group_norm, { input, num_groups: int(groups), weight, bias, eps: node.float('epsilon') ?? 1e-5 });
}

function localResponse(node: OnnxCall): Tensor {
  const size = node.int('size') ?? 1;
  if (size % 2 === 0) node.giveUp('LRN over an even number of channels is not modelled');
  return run(node, local_response_norm, { input: node.tensor(0), size: int(size), alpha: node.float('alpha') ?? 1e-4,
    beta: node.float('beta') ?? 0.75, k: node.float('bias') ?? 1 });
}

function rootMeanSquare(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const axis = axisFrom(node, node.int('axis') ?? -1, rankOf(input));
  return run(node, rms_norm, { input, normalized_shape: sizes(input.shape.slice(axis)), weight: node.tensor(1),
    eps: node.float('epsilon') ?? 1e-5 });
}

/** The mask tells what was kept: everything. */
function dropped(node: OnnxCall): OnnxResult {
  const input = node.tensor(0);
  const training = node.version >= 12 ? node.optional(2) : null;
  const ratio = node.version >= 12 ? node.optional(1)?.data?.[0] : node.float('ratio');
  if (training && training.data?.[0] !== 0 && ratio !== 0) node.giveUp('Dropout in training mode is not modelled');
  const result = run(node, torch_dropout, { input, p: ratio ?? 0.5, train: false });
  if (!node.outputs[1]) return result;
  return [result, run(node, ones_like, { input, dtype: node.version < 10 ? input.dtype : 'bool' })];
}

export const norms = /* @__PURE__ */ operators({
  BatchNormalization: batchNorm,
  InstanceNormalization: (node) => run(node, instance_norm, { input: node.tensor(0), weight: node.tensor(1), bias: node.tensor(2),
    use_input_stats: true, eps: node.float('epsilon') ?? 1e-5 }),
  LayerNormalization: layerNorm,
  GroupNormalization: groupNorm,
  RMSNormalization: rootMeanSquare,
  LRN: localResponse,
  Dropout: dropped,
});
