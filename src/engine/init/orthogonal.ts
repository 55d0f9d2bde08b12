// torch.nn.init.orthogonal_ after its draw: the orthogonal factor of a matrix, its signs made unique.

/**
 * Replaces a rows x columns matrix, row by row, by gain x Q, where Q has orthonormal columns (rows, when it is wider than
 * tall) and the diagonal of R would be positive. Modified Gram-Schmidt, twice, in double precision.
 */
export function orthogonal(data: Float32Array | Float64Array, rows: number, columns: number, gain: number): void {
  const isTall = rows >= columns;
  const [count, length] = isTall ? [columns, rows] : [rows, columns];
  const at = (vector: number, i: number): number => (isTall ? i * columns + vector : vector * columns + i);
  const vectors = Array.from({ length: count }, (_, v) => Float64Array.from({ length }, (_each, i) => data[at(v, i)]));
  vectors.forEach((vector, v) => {
    for (let pass = 0; pass < 2; pass++) for (const other of vectors.slice(0, v)) subtract(vector, other);
    const size = Math.sqrt(dot(vector, vector)) || 1;
    for (let i = 0; i < length; i++) vector[i] /= size;
  });
  vectors.forEach((vector, v) => {
    for (let i = 0; i < length; i++) data[at(v, i)] = vector[i] * gain;
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
function subtract(vector: Float64Array, direction: Float64Array): void {
  const along = dot(vector, direction);
  for (let i = 0; i < vector.length; i++) vector[i] -= along * direction[i];
}
