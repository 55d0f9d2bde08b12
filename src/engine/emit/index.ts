// Which emitter makes the steps of a group. Each returns false when it cannot: the reference kernels then do.
import type { Compiler } from '../compiler';
import { alone, type Group } from '../fuse';
import type { Lowering } from '../../tensor/plan';
import { emitAttention, emitConvNd, emitGroupedTransposed, emitGroupNorm, emitPoolNd, emitReduce } from './composite';
import { emitConv } from './conv';
import { emitAffine, emitBinary, emitUnary } from './elementwise';
import { emitLinear, emitMatmul } from './matrix';
import { emitPool } from './pool';
import { emitLayerNorm, emitPad, emitResample, emitRoll, emitSoftmax } from './rows';
import { emitTransposed } from './transposed';
import { emitView } from './views';

type Chain = Extract<Lowering, { kernel: 'chain' }> & { readonly operands: readonly (number | null)[] };

export function emitGroup(compiler: Compiler, group: Group): boolean {
  const { fast } = group.head;
  if (!fast) return false;
  switch (fast.kernel) {
    case 'conv2d': return emitConv(compiler, group, fast);
    case 'convNd': return emitConvNd(compiler, group, fast);
    case 'poolNd': return emitPoolNd(compiler, group, fast);
    case 'reduce': return emitReduce(compiler, group, fast);
    case 'groupNorm': return emitGroupNorm(compiler, group, fast);
    case 'attention': return emitAttention(compiler, group, fast);
    case 'linear': return emitLinear(compiler, group, fast);
    case 'matmul': return emitMatmul(compiler, group, fast);
    case 'batchNorm': return emitAffine(compiler, group, fast);
    case 'unary': return emitUnary(compiler, group, fast);
    case 'binary': return emitBinary(compiler, group, fast);
    case 'pool2d': case 'adaptivePool2d': case 'meanOfAxes': return emitPool(compiler, group, fast);
    case 'reshape': case 'permute': case 'slice': case 'split': case 'expand': case 'strided': case 'stridedWrite': case 'concat':
      return emitView(compiler, group, fast);
    case 'softmax': return emitSoftmax(compiler, group, fast);
    case 'chain': return emitChain(compiler, group, fast);
    case 'layerNorm': return emitLayerNorm(compiler, group, fast);
    case 'resample2d': return emitResample(compiler, group, fast);
    case 'convTransposed2d':
      return fast.groups > 1 ? emitGroupedTransposed(compiler, group, fast) : emitTransposed(compiler, group, fast);
    case 'pad': return emitPad(compiler, group, fast);
    case 'roll': return emitRoll(compiler, group, fast);
  }
}

/** Every link is a group of its own; what is between has values of the compiler's. */
function emitChain(compiler: Compiler, group: Group, { links, operands }: Chain): boolean {
  const values = [...operands];
  return links.every(({ how, operands: taken, shape }, i) => {
    const value = i === links.length - 1 ? group.out : compiler.temporary(shape);
    values.push(value);
    const link = alone(value);
    const fast = { ...how, operands: taken.map((operand) => values[operand]) };
    return emitGroup(compiler, { ...link, head: { ...link.head, fast } });
  });
}
