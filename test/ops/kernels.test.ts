// Every op that is known can be run, but for those that are named here with the reason: they are refused with a sentence.
import { describe, expect, it } from 'vitest';
import { ALL_OPS } from '../../src/ops/index';

const WITHOUT_KERNEL: Readonly<Record<string, readonly string[]>> = {
  'zeros are written in their place': ['empty', 'empty_like', 'new_empty'],
  'what they draw is not followed': ['cauchy', 'fractional_max_pool2d', 'fractional_max_pool3d', 'geometric', 'log_normal',
    'multinomial', 'poisson'],
  'of complex elements only': ['eig', 'eigvals'],
  'signs and ranks that the library chooses': ['eigh', 'svd'],
  'the size of the result depends on elements': ['nms'],
  'the bits of elements': ['view'],
  'not written': ['airy_ai', 'bessel_j0', 'bessel_j1', 'bessel_y0', 'bessel_y1', 'ctc_loss', 'gammainc', 'gammaincc',
    'modified_bessel_k0', 'modified_bessel_k1', 'polygamma',
    'scaled_modified_bessel_k0', 'scaled_modified_bessel_k1', 'spherical_bessel_j0', 'zeta', 'cholesky_ex', 'cholesky_inverse',
    'inv_ex', 'lstsq', 'lu', 'lu_factor', 'lu_factor_ex', 'lu_solve', 'lu_unpack', 'renorm', 'solve_triangular'],
};

describe('ops', () => {
  it('have a reference kernel, or are listed as having none', () => {
    const found = new Set(ALL_OPS.filter((op) => !op.eval && !op.complex && !op.random?.fill && !op.random?.elements).map((op) => op.name));
    expect([...found].sort()).toEqual(Object.values(WITHOUT_KERNEL).flat().sort());
  });
});
