// An SVG picture as PNG: the library draws it, with fonts that lie beside the program, so that it looks the same everywhere.
// A face for Chinese, Japanese and Korean is too large to bring: names in them use the machine's, where it has one.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { CommandError } from './arguments';

const FONTS = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf', 'DejaVuSansMono.ttf'];
const CJK_FONTS = [
  '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', '/usr/share/fonts/truetype/wqy/wqy-microhei.ttc',
  '/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc', '/System/Library/Fonts/PingFang.ttc',
  '/System/Library/Fonts/Hiragino Sans GB.ttc', 'C:\\Windows\\Fonts\\msyh.ttc',
];
const MAX_PIXELS = 100_000_000;
const MAX_SIDE = 32_000;

/** What draws: the library's WebAssembly, and the fonts. */
export interface Raster { readonly wasm: Uint8Array; readonly fonts: readonly Uint8Array[] }

function besideProgram(): Raster {
  const folder = [__dirname, join(dirname(__dirname), 'dist')].map((path) => join(path, 'png')).find((path) =>
    existsSync(join(path, 'resvg.wasm')));
  if (folder === undefined) {
    throw new CommandError('png/resvg.wasm is missing beside the program; build it again with npm run build.');
  }
  return { wasm: readFileSync(join(folder, 'resvg.wasm')), fonts: FONTS.map((name) => readFileSync(join(folder, name))) };
}

let started: Promise<void> | undefined;

/** Twice the size in pixels, less where the picture would be too large. Throws CommandError. */
export async function rasterise(svg: string, { wasm, fonts } = besideProgram()): Promise<Uint8Array> {
  await (started ??= initWasm(wasm));
  const cjk = /[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]/.test(svg) ? CJK_FONTS.find((path) => existsSync(path)) : undefined;
  const family = 'DejaVu Sans';
  const fontBuffers = [...fonts, ...(cjk === undefined ? [] : [readFileSync(cjk)])];
  const font = { fontBuffers, defaultFontFamily: family, sansSerifFamily: family, monospaceFamily: 'DejaVu Sans Mono' };
  const { width, height } = new Resvg(svg, { font });
  const zoom = Math.min(2, Math.sqrt(MAX_PIXELS / (width * height)), MAX_SIDE / width, MAX_SIDE / height);
  return new Resvg(svg, { font, fitTo: { mode: 'zoom', value: zoom } }).render().asPng();
}
