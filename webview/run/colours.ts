// Colours of maps: levels 0 to 254 through a table, one entry a level; 255 marks what is not finite. Tables are of data, not of
// the theme: a map looks the same in every theme.
import { interpolateCividis, interpolateMagma, interpolateRdBu, interpolateViridis } from 'd3-scale-chromatic';

export type ColourName = 'viridis' | 'magma' | 'cividis' | 'grey';
export const COLOURS: readonly ColourName[] = ['viridis', 'magma', 'cividis', 'grey'];
export const LEVELS = 254;
export const NOT_FINITE = 255;

/** RGBA by level, 256 entries. */
export type Table = Uint8ClampedArray;

const grey = (t: number): string => `rgb(${Math.round(255 * t)}, ${Math.round(255 * t)}, ${Math.round(255 * t)})`;
const SEQUENTIAL: Readonly<Record<ColourName, (t: number) => string>> =
  { viridis: interpolateViridis, magma: interpolateMagma, cividis: interpolateCividis, grey };
/** Negative blue, zero white, positive red. */
const diverging = (t: number): string => interpolateRdBu(1 - t);

/** Of '#30678d' or 'rgb(48, 103, 141)'. */
const parts = (text: string): number[] => (text.startsWith('#') ? [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16))
  : [...text.matchAll(/\d+/g)].slice(0, 3).map(([part]) => Number(part)));

const tables = new Map<string, Table>();

/** The table for a range: a diverging one when zero lies inside it. */
export function tableFor(name: ColourName, low: number, high: number): Table {
  const isSigned = low < 0 && high > 0 && name !== 'grey';
  const key = isSigned ? 'signed' : name;
  const known = tables.get(key);
  if (known) return known;
  const table = new Uint8ClampedArray(4 * 256);
  const of = isSigned ? diverging : SEQUENTIAL[name];
  for (let level = 0; level <= LEVELS; level++) {
    table.set([...parts(of(level / LEVELS)), 255], 4 * level);
  }
  table.set([255, 0, 255, 255], 4 * NOT_FINITE);
  tables.set(key, table);
  return table;
}

/** Draws levels at their own size; the style sheet enlarges the canvas without smoothing. Only `cells` of them are there. */
export function paint(canvas: HTMLCanvasElement, levels: Uint8Array, width: number, height: number, table: Table,
  cells = levels.length): void {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) return;
  const image = context.createImageData(width, height);
  const { data } = image;
  const end = Math.min(cells, levels.length);
  for (let i = 0; i < end; i++) {
    const at = 4 * levels[i];
    data[4 * i] = table[at];
    data[4 * i + 1] = table[at + 1];
    data[4 * i + 2] = table[at + 2];
    data[4 * i + 3] = table[at + 3];
  }
  context.putImageData(image, 0, 0);
}

/** Of a sound or a clip something is to be seen too. */
const LEAST_SIDE = 28;
/** The size at which a canvas is shown: its longer side as long as this, however large what was painted is. */
export function fitInto(canvas: HTMLCanvasElement, side: number): void {
  const scale = side / Math.max(canvas.width, canvas.height);
  canvas.style.width = `${Math.max(LEAST_SIDE, Math.round(canvas.width * scale))}px`;
  canvas.style.height = `${Math.max(LEAST_SIDE, Math.round(canvas.height * scale))}px`;
}

/** Draws a picture of RGBA values. */
export function paintPicture(canvas: HTMLCanvasElement, { width, height, rgba }: {
  readonly width: number; readonly height: number; readonly rgba: Uint8ClampedArray }): void {
  canvas.width = width;
  canvas.height = height;
  const image = canvas.getContext('2d')?.createImageData(width, height);
  if (!image) return;
  image.data.set(rgba);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}

/** The colour of a value in a range, and whether dark or light text is read on it. */
export function colourOf(value: number, low: number, high: number, name: ColourName): { readonly fill: string;
  readonly isDark: boolean } {
  const table = tableFor(name, low, high);
  const level = !Number.isFinite(value) ? NOT_FINITE
    : high > low ? Math.max(0, Math.min(LEVELS, Math.round(((value - low) / (high - low)) * LEVELS))) : LEVELS / 2;
  const [r, g, b] = table.slice(4 * level, 4 * level + 3);
  return { fill: `rgb(${r} ${g} ${b})`, isDark: 0.299 * r + 0.587 * g + 0.114 * b < 140 };
}
