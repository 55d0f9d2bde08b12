// Counts, sizes and differences as people read them: three digits and a unit.

const UNITS: readonly (readonly [number, string])[] = [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k']];

/** 1.81 G: three digits. */
export function about(count: number | null): string {
  if (count === null) return '?';
  const unit = UNITS.find(([size]) => count >= size * 0.9995);
  return unit ? `${(count / unit[0]).toPrecision(3).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')} ${unit[1]}`
    : String(count);
}

/** 'MACs' behind a count as the field writes it: '1.81 GMACs', '512 MACs'. */
export const macsOf = (count: string): string => `${count}${/[kMGT]$/.test(count) ? '' : ' '}MACs`;

export function aboutBytes(bytes: number | null): string {
  if (bytes === null) return '?';
  for (const [size, unit] of [[2 ** 30, 'GiB'], [2 ** 20, 'MiB'], [2 ** 10, 'KiB']] as const) {
    if (bytes >= size) return `${(bytes / size).toPrecision(3)} ${unit}`;
  }
  return `${bytes} B`;
}

/** '+37 k', '−2 M'; '?' when either is not known and they differ; empty when they are equal. */
export function difference(was: number | null, now: number | null, text = about): string {
  if (was === now) return '';
  if (was === null || now === null) return `${text(was)} → ${text(now)}`;
  return `${now > was ? '+' : '−'}${text(Math.abs(now - was))}`;
}

/** '7×7' is said as '7', '7×9' stays. */
export function squareOf(field: string): string {
  const sizes = field.split('×');
  return sizes.length > 1 && sizes.every((size) => size.replace('≤ ', '') === sizes[1]) ? field.split('×')[0] ?? field : field;
}
