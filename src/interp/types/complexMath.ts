// Arithmetic of complex numbers. Models use them rarely (rotary embeddings); only basic operations are here.
import type { BinaryOperator } from '../../python/ast';
import type { Machine } from '../machine';
import { NOT_IMPLEMENTED, type Complex, type Value } from '../value';

export const complex = (re: number, im: number): Complex => ({ kind: 'complex', re, im });

export function complexArithmetic(m: Machine, op: BinaryOperator, a: Complex, b: Complex): Value {
  switch (op) {
    case '+': return complex(a.re + b.re, a.im + b.im);
    case '-': return complex(a.re - b.re, a.im - b.im);
    case '*': return complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);
    case '/': return quotient(m, a, b);
    case '**': return complexPower(m, a, b);
    case '//': return m.raise('TypeError', "can't take floor of complex number.");
    case '%': return m.raise('TypeError', "can't mod complex numbers.");
    default: return NOT_IMPLEMENTED;
  }
}

/** Smith's method, as _Py_c_quot of CPython. */
function quotient(m: Machine, a: Complex, b: Complex): Complex {
  if (b.re === 0 && b.im === 0) return m.raise('ZeroDivisionError', 'complex division by zero');
  if (Math.abs(b.re) >= Math.abs(b.im)) {
    const ratio = b.im / b.re;
    const denominator = b.re + b.im * ratio;
    return complex((a.re + a.im * ratio) / denominator, (a.im - a.re * ratio) / denominator);
  }
  const ratio = b.re / b.im;
  const denominator = b.re * ratio + b.im;
  return complex((a.re * ratio + a.im) / denominator, (a.im * ratio - a.re) / denominator);
}

export function complexPower(m: Machine, a: Complex, b: Complex): Complex {
  if (b.re === 0 && b.im === 0) return complex(1, 0);
  if (a.re === 0 && a.im === 0) {
    if (b.im !== 0 || b.re < 0) return m.raise('ZeroDivisionError', '0.0 to a negative or complex power');
    return complex(0, 0);
  }
  if (b.im === 0 && Number.isInteger(b.re) && Math.abs(b.re) <= 100) return integerPower(m, a, b.re);
  const size = Math.hypot(a.re, a.im);
  const angle = Math.atan2(a.im, a.re);
  let length = size ** b.re;
  let phase = angle * b.re;
  if (b.im !== 0) {
    length /= Math.exp(angle * b.im);
    phase += b.im * Math.log(size);
  }
  return complex(length * Math.cos(phase), length * Math.sin(phase));
}

function integerPower(m: Machine, a: Complex, n: number): Complex {
  let result = complex(1, 0);
  let factor = a;
  for (let mask = Math.abs(n); mask > 0; mask = Math.floor(mask / 2)) {
    if (mask % 2 === 1) {
      result = complex(result.re * factor.re - result.im * factor.im, result.re * factor.im + result.im * factor.re);
    }
    factor = complex(factor.re * factor.re - factor.im * factor.im, 2 * factor.re * factor.im);
  }
  return n < 0 ? quotient(m, complex(1, 0), result) : result;
}
