// numpy.finfo and numpy.iinfo: what number types can hold.
import { int } from '../../../tensor/value';
import { builtinClass, float, instance, NONE, type Class, type Value } from '../../value';
import { objectType } from '../../types/index';
import { constructor, getset } from '../../types/define';
import { fill } from '../../types/roots';
import { isFloatName, isIntName, scalarValue } from './array';
import { dtypeName } from './scalars';

/** Bits of the exponent and of the fraction. */
const LAYOUTS: Readonly<Record<string, readonly [exponent: number, fraction: number]>> = {
  float16: [5, 10], float32: [8, 23], float64: [11, 52],
};
/** The decimal digits that always come back: numpy's `precision`. */
const digitsOf = (fraction: number): number => Math.floor(fraction * Math.log10(2));

const limits = (name: string, fits: (dtype: string) => boolean, read: (dtype: string) => Readonly<Record<string, Value>>,
  names: readonly string[]): Class => {
  const cls = builtinClass(name, 'numpy', [objectType], {});
  fill(cls, {
    __new__: constructor((m, made, [given = NONE]) => {
      if (given.kind === 'unknown') return given;
      const own = given.kind === 'instance' ? m.findattr(given, 'dtype') : undefined;
      const dtype = dtypeName(m, given) ?? (own && dtypeName(m, own));
      return dtype !== undefined && fits(dtype) ? instance(made, dtype)
        : m.unknown('library-not-modelled', `numpy.${name} of this argument is not modelled`);
    }),
    ...Object.fromEntries(names.map((each) => [each, getset(each, (_, self) =>
      (self.kind === 'instance' && typeof self.native === 'string' ? read(self.native)[each] ?? NONE : NONE))])),
  });
  return cls;
};

export const finfoClass = limits('finfo', (dtype) => dtype in LAYOUTS && isFloatName(dtype), (dtype) => {
  const [exponent, fraction] = LAYOUTS[dtype] ?? [11, 52];
  const scalar = (x: number): Value => scalarValue(float(x), dtype);
  const bias = 2 ** (exponent - 1) - 1;
  const largest = (2 - 2 ** -fraction) * 2 ** bias;
  return { eps: scalar(2 ** -fraction), max: scalar(largest), min: scalar(-largest), tiny: scalar(2 ** (1 - bias)),
    smallest_normal: scalar(2 ** (1 - bias)), resolution: scalar(10 ** -digitsOf(fraction)), precision: int(digitsOf(fraction)),
    bits: int(1 + exponent + fraction) };
}, ['eps', 'max', 'min', 'tiny', 'smallest_normal', 'resolution', 'precision', 'bits']);

export const iinfoClass = limits('iinfo', isIntName, (dtype) => {
  const bits = Number(/\d+$/.exec(dtype)?.[0] ?? 64);
  const isSigned = !dtype.startsWith('u');
  const span = 2n ** BigInt(isSigned ? bits - 1 : bits);
  const whole = (x: bigint): Value => int(bits > 32 ? x : Number(x));
  return { max: whole(span - 1n), min: whole(isSigned ? -span : 0n), bits: int(bits) };
}, ['max', 'min', 'bits']);
