// Slopes of a line of samples, by differences of neighbours: what gradient computes.

/** The distance of neighbours, or the points at which samples were taken. */
export type Spacing = number | readonly number[];

export function slopes(line: readonly number[], spacing: Spacing, edgeOrder: number): number[] {
  const n = line.length;
  const at = typeof spacing === 'number' ? line.map((_, i) => i * spacing) : spacing;
  const width = (i: number): number => (typeof spacing === 'number' ? spacing : at[i + 1] - at[i]);
  const inner = (i: number): number => {
    if (typeof spacing === 'number') return (line[i + 1] - line[i - 1]) / (2 * spacing);
    const [before, after] = [width(i - 1), width(i)];
    return (line[i + 1] * before ** 2 - line[i - 1] * after ** 2 + line[i] * (after ** 2 - before ** 2))
      / (before * after * (before + after));
  };
  return line.map((_, i) => {
    if (i > 0 && i < n - 1) return inner(i);
    const isFirst = i === 0;
    const near = isFirst ? 0 : n - 2;
    if (edgeOrder === 1) return (line[near + 1] - line[near]) / width(near);
    return isFirst ? edge(line.slice(0, 3), width(0), width(1))
      : -edge([line[n - 1], line[n - 2], line[n - 3]], width(n - 2), width(n - 3));
  });
}

/** The slope at the first of three samples, by the parabola through them. */
function edge([a, b, c]: readonly number[], first: number, second: number): number {
  const whole = first + second;
  return (-(2 * first + second) / (first * whole)) * a + (whole / (first * second)) * b - (first / (second * whole)) * c;
}
