// Elements of complex64: the two float32 parts in the 64 bits of one number, so that whatever only moves elements moves them
// whole. Such a number is never computed with. The real part's bits come first: what stands there for a float32 NaN or
// infinity is no NaN of the 64-bit number, which an engine might replace by another.

const bits = new Float64Array(1);
const parts = new Float32Array(bits.buffer);
const [LOW, HIGH] = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? [0, 1] : [1, 0];

/** An element of complex64, its parts rounded to float32. */
export function complexOf(real: number, imaginary: number): number {
  parts[HIGH] = real;
  parts[LOW] = imaginary;
  return bits[0];
}
export function realPart(element: number): number {
  bits[0] = element;
  return parts[HIGH];
}
export function imaginaryPart(element: number): number {
  bits[0] = element;
  return parts[LOW];
}
