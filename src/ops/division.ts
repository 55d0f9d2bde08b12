// Division, element by element: of floats and of integers, rounded, and what is left of it.
import { isIntegral } from '../tensor/dtype';
import { mapComplex, over } from './complexKernels';
import { asArithmetic } from './lowering';
import { defineOp } from './op';
import { binary, binarySamples, mapElements, NOTHING, quotient, refuseZero } from './pointwise';
import { both, broadcast, docs, floatResult, resultOf, shapeOf } from './rules';

/** What a rounding mode does to a quotient. */
const ROUNDING: Readonly<Record<string, (a: number, b: number) => number>> = { floor: floorDivided,
  trunc: (a, b) => Math.trunc(a / b) };
/** As Python divides: the remainder is taken off first, so that 1 // 0.1 is 9. */
function floorDivided(a: number, b: number): number {
  if (b === 0) return a / b;
  const rest = a % b;
  const quotient = (a - rest) / b - (rest !== 0 && b < 0 !== rest < 0 ? 1 : 0);
  if (quotient === 0) return Math.sign(a / b) * 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}
/** Python's modulus, without a quotient that rounding may have changed. */
function moduloOf(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && b < 0 !== rest < 0 ? rest + b : rest;
}

export const div = defineOp({
  schema: 'div(Tensor|Scalar input, Tensor|Scalar other, *, str? rounding_mode=None) -> Tensor',
  paths: both('div', 'divide'),
  doc: `Divides, broadcasting; integers give floats unless rounding_mode is given. ${docs('div')}`,
  inplace: true,
  shape({ input, other, rounding_mode }, rule) {
    if (rounding_mode !== null && !(rounding_mode in ROUNDING)) {
      rule.raise('RuntimeError', `div expected rounding_mode to be one of None, 'trunc', or 'floor' but`
        + ` found '${rounding_mode}'`);
    }
    const dtype = resultOf(input, other);
    if (rounding_mode !== null) refuseZero(other, dtype, rule);
    return { shape: broadcast(rule, shapeOf(input), shapeOf(other)), dtype: rounding_mode === null
      ? floatResult(dtype) : dtype };
  },
  receptiveField: () => 'pointwise',
  eval: ({ input, other, rounding_mode }, [out]) => {
    const round = rounding_mode === null ? undefined : ROUNDING[rounding_mode];
    const f = round && isIntegral(out.dtype) ? quotient(round) : round ?? ((a: number, b: number): number => a / b);
    return [out ? mapElements(f, out, [input, other]) : NOTHING];
  },
  complex: ({ input, other }, [out]) => [mapComplex(over, out, [input, other])],
  lower: ({ input, other, rounding_mode }) => (rounding_mode === null ? asArithmetic('div', input, other) : null),
  samples: [...binarySamples('div'), { call: 'a / 2', shapes: [[3]], dtypes: ['int64'] },
    { call: "torch.div(a, 2, rounding_mode='floor')", shapes: [[3]], dtypes: ['int64'] },
    { call: "torch.div(a, 2, rounding_mode='trunc')", shapes: [[3]] },
    { call: "torch.div(a, 2, rounding_mode='up')", shapes: [[3]] },
    { call: "torch.div(a, a, rounding_mode='trunc')", shapes: [[3]], dtypes: ['int64'] }],
});

/** Of integers: by zero, and with a number in front. */
const DIVISIONS = [(name: string) => `torch.${name}(a, 0)`, (name: string) => `torch.${name}(a, a)`,
  (name: string) => `torch.${name}(2, a + 1)`, (name: string) => `torch.${name}(2, a)`];

/** Of floats, where rounding and infinities matter. */
const NEAR = ["torch.tensor([1., -1., 0.3], dtype=torch.float64) // 0.1",
  "torch.tensor([1., -1., 0., float('inf')]) // float('inf')",
  "torch.tensor([float('inf'), float('-inf'), float('nan')]) // 2", 'torch.tensor([1., -1., 0.]) // 0.'].map((call) => ({ call,
    shapes: [] }));
export const true_divide = binary('true_divide', (a, b) => a / b,
  { dtype: 'float', doc: 'Divides; integers give floats.', fast: 'div', complex: over });
export const floor_divide = binary('floor_divide', floorDivided, { doc: 'Quotient rounded down.', divides: true,
  samples: [...binarySamples('floor_divide'), ...NEAR, ...DIVISIONS.map((call) => ({ call: call('floor_divide'), shapes: [[3]],
    dtypes: ['int64'] }))] });
export const remainder = binary('remainder', moduloOf,
  { doc: "Python's modulus: the sign of the divisor.", divides: true,
    samples: [...binarySamples('remainder'), ...NEAR.map(({ call }) => ({ call: call.replace('//', '%'), shapes: [] })),
      ...DIVISIONS.map((call) => ({ call: call('remainder'), shapes: [[3]],
      dtypes: ['int64'] }))] });
export const fmod = binary('fmod', (a, b) => a % b, { doc: "C's modulus: the sign of the dividend.", takes: 'a tensor first',
  divides: true,
  samples: [...binarySamples('fmod'), ...DIVISIONS.slice(0, 2).map((call) => ({ call: call('fmod'), shapes: [[3]],
    dtypes: ['int64'] }))] });
