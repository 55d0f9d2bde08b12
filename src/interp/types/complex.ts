// The type complex, as far as models meet it.
import { formatFloat, reprFloat } from '../format';
import { isNegative } from '../decimal';
import type { Machine } from '../machine';
import { bool, float, str, tuple, type Args, type Complex, type Kwargs, type Value } from '../value';
import { complex } from './complexMath';
import { constructor, def, firstUnknown, getset, members, type Definition } from './define';
import { numberHash } from './hashValue';
import { numberOperators, ofClass } from './int';
import { unwrap } from './native';
import { asNumeric, toComplex } from './number';
import { parseFloatText, stripSpace } from './parseNumber';
import { typeName, undecided } from './protocol';
import { complexType, fill } from './roots';

const asComplex = (value: Value): Complex | undefined => {
  const v = unwrap(value);
  return v.kind === 'complex' ? v : undefined;
};

/** A part without `.0`: 1j, not 1.0j. */
const part = (x: number): string => reprFloat(x).replace(/\.0$/, '');

export function complexText(v: Complex): string {
  const sign = isNegative(v.im) || Number.isNaN(v.im) ? '' : '+';
  if (v.re === 0 && !isNegative(v.re)) return `${part(v.im)}j`;
  return `(${part(v.re)}${Number.isNaN(v.im) ? '+' : sign}${part(v.im)}j)`;
}

const methods: Record<string, Definition<Complex>> = {
  ...numberOperators<Complex>((v) => asNumeric(v) !== undefined, false),
  __neg__: def('', (_, v) => complex(-v.re, -v.im)),
  __pos__: def('', (_, v) => v),
  __abs__: def('', (_, v) => float(Math.hypot(v.re, v.im))),
  __bool__: def('', (_, v) => bool(v.re !== 0 || v.im !== 0)),
  __repr__: def('', (_, v) => str(complexText(v))),
  __hash__: def('', (_, v) => numberHash(v.re + 1000003 * v.im)),
  __complex__: def('', (_, v) => v),
  __format__: def('spec, /', (m, v, spec) => {
    if (spec.kind !== 'str' || spec.value === '') return str(complexText(v));
    const imaginary = formatFloat(m, v.im, `+${spec.value.replace(/^[-+ ]/, '')}`);
    return str(`${formatFloat(m, v.re, spec.value)}${imaginary}j`);
  }),
  __getnewargs__: def('', (_, v) => tuple([float(v.re), float(v.im)])),
  conjugate: def('', (_, v) => complex(v.re, -v.im)),
};

function parse(m: Machine, source: string): Complex {
  const literal = stripSpace(source).replace(/^\((.*)\)$/s, '$1');
  const number = '(?:[-+]?(?:\\d[\\d_]*\\.?[\\d_]*|\\.\\d[\\d_]*)(?:[eE][-+]?\\d+)?|[-+]?inf(?:inity)?|[-+]?nan)';
  const found = new RegExp(`^(${number}(?![jJ\\d.]))?(?:(${number}|[-+])?[jJ])?$`, 'i').exec(stripSpace(literal));
  if (!found || literal === '') return m.raise('ValueError', 'complex() arg is a malformed string');
  const hasImaginary = /[jJ]$/.test(literal);
  const unit = found[2] === undefined || found[2] === '+' ? '1' : found[2] === '-' ? '-1' : found[2];
  return complex(parseFloatText(found[1] ?? '0') ?? 0, hasImaginary ? parseFloatText(unit) ?? 0 : 0);
}

function make(m: Machine, args: Args, kwargs: Kwargs): Value {
  const real = args[0] ?? kwargs.get('real');
  const imaginary = args[1] ?? kwargs.get('imag');
  if (real && unwrap(real).kind === 'str') {
    if (imaginary) return m.raise('TypeError', "complex() can't take second arg if first is a string");
    const source = unwrap(real);
    return source.kind === 'str' ? parse(m, source.value) : real;
  }
  const parts: Complex[] = [];
  for (const value of [real, imaginary]) {
    if (!value) continue;
    const numeric = asNumeric(convert(m, value));
    if (!numeric) {
      const which = value === real ? 'first argument must be a string or a number' : 'second argument must be a number';
      return m.raise('TypeError', `complex() ${which}, not '${typeName(m, value)}'`);
    }
    const made = toComplex(numeric);
    if (!made) return undecided(m, 'a complex number');
    parts.push(made);
  }
  const [a = complex(0, 0), b = complex(0, 0)] = real ? parts : [undefined, parts[0]];
  return complex(a.re - b.im, a.im + b.re);
}

function convert(m: Machine, value: Value): Value {
  for (const name of ['__complex__', '__float__', '__index__']) {
    const special = asNumeric(value) ? undefined : m.findSpecial(value, name);
    if (special) return m.call(special, []);
  }
  return value;
}

fill(complexType, {
  ...members(complexType, asComplex, methods),
  __new__: constructor((m, cls, args, kwargs) =>
    firstUnknown(args) ?? firstUnknown(kwargs.values()) ?? ofClass(m, cls, complexType, make(m, args, kwargs))),
  real: getset('real', (_, self) => float(asComplex(self)?.re ?? 0)),
  imag: getset('imag', (_, self) => float(asComplex(self)?.im ?? 0)),
});
