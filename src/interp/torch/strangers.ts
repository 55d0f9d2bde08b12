// What layers say of an input that is no tensor: most hand it to a function of PyTorch, some ask it for a method first.
// Knows no layer's shapes.
import type { Machine } from '../machine';
import type { Value } from '../value';
import { shownType } from './bind';

/** The method that is asked for first, by the layer's name. */
const ASKED: readonly (readonly [RegExp, string])[] = [
  [/^(BatchNorm|InstanceNorm|Dropout)[123]d$|^(Softmax2d|GLU|Upsample|RNN|LSTM|GRU|LocalResponseNorm)$|^Upsampling/, 'dim'],
  [/^GroupNorm$|^Adaptive(Avg|Max)Pool[23]d$/, 'size'],
  [/^LPPool/, 'pow'], [/^Softmax$/, 'softmax'], [/^LogSoftmax$/, 'log_softmax'], [/^Softsign$/, 'abs'], [/^Tanhshrink$/, 'tanh'],
  [/^Flatten$/, 'flatten'],
];
/** Functions that have another name than their layer. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^(ReLU6|Hardtanh)$/, 'hardtanh'], [/^Unfold$/, 'im2col'], [/^Fold$/, 'col2im'], [/Pad[123]d$/, 'pad'],
];
const OUT_OF_PLACE = new Set(['AlphaDropout', 'FeatureAlphaDropout']);

/** 'Conv2d' → 'conv2d', as the function is called in messages. */
export function functionName(name: string): string {
  const known = NAMES.find(([pattern]) => pattern.test(name));
  return known?.[1] ?? name.replace('ReLU', 'Relu').replace('SiLU', 'Silu').replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
}

/** Raises as the layer does for what is no tensor; an instance may have whatever is asked for. */
export function refuseStranger(m: Machine, layer: string, inplace: boolean, value: Value): void {
  if (value.kind === 'tensor' || value.kind === 'unknown' || m.typeOf(value).module !== 'builtins') return;
  const asked = ASKED.find(([pattern]) => pattern.test(layer))?.[1];
  if (asked !== undefined) m.raise('AttributeError', `'${m.typeOf(value).name}' object has no attribute '${asked}'`);
  const name = `${functionName(layer)}${inplace && !OUT_OF_PLACE.has(layer) ? '_' : ''}`;
  const argument = layer === 'Embedding' ? "'indices' (position 2)" : "'input' (position 1)";
  m.raise('TypeError', `${name}(): argument ${argument} must be Tensor, not ${shownType(m, value)}`);
}
