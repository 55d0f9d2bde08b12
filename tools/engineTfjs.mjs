// Runs one of our plans with TensorFlow.js' WebAssembly backend: NHWC, batch norm as it comes, activations fused where nothing
// in between is kept. Only what the benchmark's models need.

export async function openTfjs(require, { plan, weights }, { shape, input, all }) {
  const tf = require('@tensorflow/tfjs-core');
  require('@tensorflow/tfjs-backend-wasm');
  await tf.setBackend('wasm');
  await tf.ready();
  const started = performance.now();
  const constants = new Map(plan.values.flatMap(({ source, shape: sizes }, value) => {
    const data = source.kind === 'weight' ? weights.get(source.name)?.data : source.kind === 'constant' ? source.data : null;
    return data instanceof Float32Array ? [[value, asTf(tf, data, sizes)]] : [];
  }));
  const consumers = new Map();
  for (const call of plan.calls) for (const value of call.fast?.operands ?? []) consumers.set(value, [...consumers.get(value) ?? [], call]);
  const folded = all ? new Map() : foldCalls(tf, plan, constants, consumers);
  const created = performance.now() - started;
  const run = async () => {
    const image = tf.transpose(tf.tensor4d(input, shape), [0, 2, 3, 1]);
    const results = tf.tidy(() => {
      const values = new Map(constants);
      values.set(plan.inputs[0], image);
      for (const call of plan.calls) evaluate(tf, plan, call, values, folded);
      const wanted = all ? Object.values(plan.keep) : plan.outputs;
      return [...new Set([...wanted, ...plan.outputs].map((value) => values.get(value)))];
    });
    await results.at(-1).data();
    for (const result of results) result.dispose();
    image.dispose();
  };
  return { created, run, close: () => { for (const tensor of constants.values()) tensor.dispose(); } };
}

function asTf(tf, data, sizes) {
  const tensor = tf.tensor(data, sizes);
  if (sizes.length === 4) return tf.transpose(tensor, [2, 3, 1, 0]);
  return sizes.length === 2 ? tf.transpose(tensor) : tensor;
}

/** What is computed with a convolution: { filter, bias, activation, out } by the convolution's call. */
function foldCalls(tf, plan, constants, consumers) {
  const folded = new Map();
  const after = (value, fits) => {
    const [next, ...more] = consumers.get(value) ?? [];
    return next && more.length === 0 && fits(next.fast) ? next : null;
  };
  for (const conv of plan.calls) {
    if (conv.fast?.kernel !== 'conv2d') continue;
    const norm = after(conv.outputs[0], (fast) => fast?.kernel === 'batchNorm');
    let [filter, bias] = [1, 2].map((i) => constants.get(conv.fast.operands[i]));
    if (norm) {
      const [, mean, variance, weight, shift] = norm.fast.operands.map((value) => constants.get(value));
      const scale = tf.div(weight, tf.sqrt(tf.add(variance, norm.fast.eps)));
      [filter, bias] = [tf.mul(filter, scale), tf.add(shift, tf.mul(tf.sub(bias ?? 0, mean), scale))];
    }
    const last = norm ?? conv;
    const clamp = after(last.outputs[0], (fast) => fast?.kernel === 'unary' && fast.function === 'clamp');
    folded.set(conv, { filter, bias, out: (clamp ?? last).outputs[0], activation: clamp ? activationOf(clamp.fast) : 'linear' });
  }
  return folded;
}
const activationOf = ({ b }) => (b === Infinity ? 'relu' : 'relu6');

function evaluate(tf, plan, call, values, folded) {
  const { fast, outputs: [out] } = call;
  // What was computed with a convolution, or lies on the way to it, needs nothing.
  if (values.has(out) || fast.operands.some((value) => value !== null && !values.has(value))) return;
  const operands = fast.operands.map((value) => (value === null ? null : values.get(value)));
  values.set(folded.get(call)?.out ?? out, result());

  function result() {
    const [x, y] = operands;
    switch (fast.kernel) {
      case 'conv2d': return convolve(tf, plan, fast, operands, folded.get(call));
      case 'batchNorm': return tf.batchNorm(x, operands[1], operands[2], operands[4], operands[3], fast.eps);
      case 'unary':
        if (fast.function === 'sigmoid') return tf.sigmoid(x);
        return tf[activationOf(fast)](x);
      case 'binary': return tf.add(x, y);
      case 'concat': return tf.concat(operands, 3);
      case 'linear': return tf.fused.matMul({ a: x, b: y, bias: operands[2] });
      case 'adaptivePool2d': case 'meanOfAxes': {
        const size = plan.values[out].shape.slice(2);
        const [height, width] = x.shape.slice(1, 3);
        if (size.join() === `${height},${width}`) return x;
        return fast.kernel === 'meanOfAxes' ? tf.mean(x, [1, 2]) : tf.avgPool(x, [height / size[0], width / size[1]],
          [height / size[0], width / size[1]], 'valid');
      }
      case 'pool2d': {
        const [height, width] = plan.values[out].shape.slice(2);
        // TensorFlow.js rounds down only: what ceil_mode adds at the end is padded.
        const pad = [0, 1].map((i) => [fast.padding[i], Math.max(0, ([height, width][i] - 1) * fast.stride[i] + fast.size[i]
          - x.shape[1 + i] - fast.padding[i])]);
        const padded = tf.pad(x, [[0, 0], ...pad, [0, 0]], fast.mode === 'max' ? -3e38 : 0);
        return (fast.mode === 'max' ? tf.maxPool : tf.avgPool)(padded, fast.size, fast.stride, 'valid');
      }
      case 'reshape': return tf.reshape(x.rank === 4 ? tf.transpose(x, [0, 3, 1, 2]) : x, plan.values[out].shape);
      default: throw new Error(`no ${fast.kernel} for TensorFlow.js`);
    }
  }
}

function convolve(tf, plan, fast, [x, own, bias], fold) {
  const filter = fold?.filter ?? own;
  const offset = fold?.bias ?? bias;
  const padded = tf.pad(x, [[0, 0], [fast.padding[0], fast.padding[0]], [fast.padding[1], fast.padding[1]], [0, 0]]);
  const activation = fold?.activation ?? 'linear';
  const options = { x: padded, filter, strides: fast.stride, pad: 'valid', bias: offset ?? undefined, activation };
  if (fast.groups === 1) return tf.fused.conv2d(options);
  if (filter.shape[2] === 1) return tf.fused.depthwiseConv2d({ ...options, filter: tf.transpose(filter, [0, 1, 3, 2]) });
  const parts = tf.split(padded, fast.groups, 3);
  const joined = tf.concat(tf.split(filter, fast.groups, 3).map((each, i) => tf.conv2d(parts[i], each, fast.stride, 'valid')), 3);
  const biased = offset ? tf.add(joined, offset) : joined;
  return activation === 'linear' ? biased : tf[activation](biased);
}
