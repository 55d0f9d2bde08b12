// What PyTorch's modules say of themselves between the brackets of their repr (`extra_repr`), as data.
// Knows no shapes.
import { parseSchema } from '../../ops/schema';
import type { ModuleDef } from '../../ops/op';
import type { Machine } from '../machine';
import { float, str, type Instance, type Value } from '../value';
import { leafOf } from './leafArgs';

/**
 * One part of the text: `name` is the value alone, `name=` always with its name, `name?` only when it is not the default,
 * `name!` only that it is missing, when it is, `name!!` always whether it is there, `name~` a text without quotes,
 * `name.` a number with a point.
 */
const POOL = 'kernel_size= stride= padding= dilation= ceil_mode=';
const CONV = ['in_channels out_channels kernel_size= stride= padding? dilation? output_padding? groups?', 'bias! padding_mode?']
  .join(' ');
const RECURRENT = 'input_size hidden_size proj_size? num_layers? bias? batch_first? dropout? bidirectional?';
const TEXTS: readonly (readonly [RegExp, string])[] = [
  [/^(Lazy)?Conv(Transpose)?\dd$/, CONV],
  [/^(Lazy|NonDynamicallyQuantizable)?Linear$/, 'in_features= out_features= bias!!'],
  [/^Bilinear$/, 'in1_features= in2_features= out_features= bias!!'],
  [/^MaxPool\dd$/, POOL],
  [/^MaxUnpool\dd$/, 'kernel_size= stride= padding='],
  [/^AvgPool\dd$/, 'kernel_size= stride= padding='],
  [/^Adaptive(Avg|Max)Pool\dd$/, 'output_size='],
  [/^LPPool\dd$/, 'norm_type= kernel_size= stride= ceil_mode='],
  [/^LayerNorm$/, 'normalized_shape eps= elementwise_affine='],
  [/^Embedding$/, 'num_embeddings embedding_dim padding_idx? max_norm? norm_type? scale_grad_by_freq? sparse?'],
  [/^EmbeddingBag$/, 'num_embeddings embedding_dim max_norm? norm_type? scale_grad_by_freq? mode~ padding_idx?'],
  [/^(RNN|LSTM|GRU)$/, RECURRENT],
  [/^PReLU$/, 'num_parameters='],
  [/^(LeakyReLU)$/, 'negative_slope= inplace?'],
  [/^(ReLU|ReLU6|SELU|SiLU|Mish)$/, 'inplace?'],
  [/^(Hardswish|Hardsigmoid)$/, ''],
  [/^Hardtanh$/, 'min_val. max_val. inplace?'],
  [/^(ELU|CELU)$/, 'alpha= inplace?'],
  [/^Threshold$/, 'threshold= value= inplace?'],
  [/^(Softshrink|Hardshrink)$/, 'lambd'],
  [/^(Zero|Reflection|Replication)Pad\dd$/, 'padding'],
  [/^ConstantPad\dd$/, 'padding= value='],
  [/^PixelShuffle$/, 'upscale_factor='],
  [/^PixelUnshuffle$/, 'downscale_factor='],
  [/^Upsample$/, 'scale_factor. size? mode~'],
  [/Loss$/, ''],
];

function textOf(m: Machine, value: Value, kind: string): Value {
  if (kind === '~' && value.kind === 'str') return value;
  // Upsample makes its factor a float, and the bounds of Hardtanh are floats unless others are given.
  const text = m.repr(kind === '.' && value.kind === 'int' ? float(value.value as number, null) : value);
  return typeof text === 'string' ? str(text) : text;
}

/** Equal to the default of the constructor, or made of it: `padding=(0, 0)` of `padding=0`. */
function isDefault(def: ModuleDef, name: string, value: Value, within = false): boolean {
  const fallback = parseSchema(def.schema).params.find((param) => param.name === name)?.default ?? null;
  if (within && value.kind === 'int' && value.value === 0 && fallback === null) return true;
  if (value.kind === 'tuple') return value.items.every((item) => isDefault(def, name, item, true));
  if (value.kind === 'none') return fallback === null;
  return 'value' in value && value.value === fallback;
}

export function extraRepr(m: Machine, self: Instance): Value {
  const native = leafOf(self);
  if (!native) return str('');
  const { def } = native;
  const own = TEXTS.find(([names]) => names.test(def.path.slice(def.path.lastIndexOf('.') + 1)))?.[1];
  const plain = parseSchema(def.schema).params.filter(({ name }) => native.names.includes(name))
    .map(({ name, default: fallback }) => (fallback === undefined && def.tuples?.includes(name) !== true ? name : `${name}=`));
  const parts: string[] = [];
  for (const part of own === undefined ? plain : own.split(' ').filter((each) => each !== '')) {
    const [, name = '', kind = ''] = /^(\w+)(.*)$/.exec(part) ?? [];
    const value = m.findattr(self, name);
    if (!value || (kind === '?' && isDefault(def, name, value)) || (kind === '.' && value.kind === 'none')) continue;
    if (kind.startsWith('!')) {
      if (kind === '!!' || value.kind === 'none') parts.push(`${name}=${value.kind === 'none' ? 'False' : 'True'}`);
      continue;
    }
    const text = textOf(m, value, kind);
    if (text.kind !== 'str') return text;
    parts.push(kind === '' ? text.value : `${name}=${text.value}`);
  }
  return str(parts.join(', '));
}
