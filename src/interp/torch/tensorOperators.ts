// Operators between tensors and numbers: the special methods of torch.Tensor, reflected and in place ones included.
// Each is a call of an op; what the op does is the op's.
import { opsForOperator } from './operatorPaths';
import { isFloating, type DType } from '../../tensor/dtype';
import { tensorOf, type Tensor } from '../../tensor/value';
import type { Machine } from '../machine';
import { NOT_IMPLEMENTED, type Value } from '../value';
import { def, members, type Definition } from '../types/define';
import { unwrap } from '../types';
import { fill } from '../types/roots';
import { callPath, opFunction } from './callOps';
import { numberOf } from './convert';
import { writeBack } from './inplace';
import { noteMade } from './recording';
import { isTensor, torchState } from './support';
import { narrow, tensorType } from './tensor';
import { isSym } from '../../tensor/sym';

/** Tensors, numbers, and objects that turn into numbers (numpy's). */
function operand(m: Machine, value: Value | undefined): Value | undefined {
  if (!value) return undefined;
  const plain = unwrap(value);
  if (isTensor(plain) || numberOf(plain) !== undefined || plain.kind === 'complex') return plain;
  if (plain.kind === 'instance' && plain.cls.module.startsWith('numpy')) {
    const item = m.findattr(plain, 'item');
    const number = item && m.call(item, []);
    return number && (numberOf(number) !== undefined || number.kind === 'unknown') ? number : undefined;
  }
  return undefined;
}

/** A number as a tensor without axes, for ops that take no number first. */
export function scalarTensor(m: Machine, value: Value): Value {
  const number = numberOf(value);
  if (number === undefined) return value;
  const dtype: DType = value.kind === 'bool' ? 'bool' : value.kind === 'int' ? 'int64' : torchState(m).defaultDType;
  const data = isSym(number) ? null : [isFloating(dtype) && dtype === 'float32' ? Math.fround(number) : number];
  const made = tensorOf({ shape: [], dtype }, { data, role: 'constant', origin: m.origin() });
  noteMade(m, made, data);
  return made;
}

const forward = (path: string): Definition<Tensor> => def('other', (m, self, other) => {
  const value = operand(m, other);
  if (!value) return NOT_IMPLEMENTED;
  return value.kind === 'unknown' ? value : callPath(m, path, [self, value]);
});

/** `2 - x`: the op with the number first. */
const reflected = (path: string): Definition<Tensor> => def('other', (m, self, other) => {
  const value = operand(m, other);
  if (!value) return NOT_IMPLEMENTED;
  return value.kind === 'unknown' ? value : callPath(m, path,
    [takesNumberFirst.has(path) ? value : scalarTensor(m, value), self]);
});
const takesNumberFirst: ReadonlySet<string> = opsForOperator.numberFirst;

const inplace = (path: string): Definition<Tensor> => def('other', (m, self, other) => {
  const value = operand(m, other);
  if (!value) return NOT_IMPLEMENTED;
  if (value.kind === 'unknown') return value;
  const own = opFunction(`${path.replace('torch.', 'torch.Tensor.')}_`);
  if (own) return m.call(own, [self, value]);
  const result = callPath(m, path, [self, value]);
  if (!isTensor(result)) return result;
  writeBack(m, self, result);
  return self;
});

const unary = (path: string): Definition<Tensor> => def('', (m, self) => callPath(m, path, [self]));

function definitions(): Record<string, Definition<Tensor>> {
  const made: Record<string, Definition<Tensor>> = {
    __neg__: unary('torch.neg'), __abs__: unary('torch.abs'), __invert__: unary('torch.bitwise_not'),
      __pos__: unary('torch.positive'),
  };
  for (const [name, path] of opsForOperator.arithmetic) {
    made[`__${name}__`] = forward(path);
    made[`__r${name}__`] = reflected(path);
    made[`__i${name}__`] = inplace(path);
  }
  for (const [name, path] of opsForOperator.comparisons) made[`__${name}__`] = forward(path);
  return made;
}

fill(tensorType, members<Tensor>(tensorType, narrow, definitions()));
