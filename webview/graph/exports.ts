// What the panel shows as files. The PNG is drawn from the SVG by the browser, at twice its size where memory allows.
import type { LayoutResult } from '../../src/diagram/geometry';
import type { Shading } from '../../src/diagram/overlay';
import { drawSvg, type Rectangle } from '../../src/diagram/svg';
import { dotOf, headLinesOf, jsonOf, mermaidOf } from '../../src/diagram/texts';
import type { Visible } from '../../src/diagram/visible';
import type { ExportKind } from '../../src/protocol/graphPanel';
import type { GraphView } from '../../src/protocol/graphView';

const MAX_PIXELS = 60_000_000;
const MAX_SIDE = 16_000;

export interface Shown { readonly view: GraphView; readonly visible: Visible; readonly layout: LayoutResult; readonly shading: Shading }
export interface ExportOptions {
  readonly scheme: 'light' | 'dark';
  /** What is in sight, to export only that. */
  readonly part?: Rectangle;
}

export async function exportAs(kind: ExportKind, { view, visible, layout, shading }: Shown, { scheme, part }: ExportOptions):
Promise<string> {
  const svg = (): string => drawSvg(visible, layout, { title: view.title, lines: headLinesOf(view), scheme, shading, part });
  switch (kind) {
    case 'svg': return svg();
    case 'png': return pngOf(svg());
    case 'mermaid': return mermaidOf(visible);
    case 'dot': return dotOf(visible, view.title);
    case 'json': return jsonOf(view);
  }
}

/** Base64. */
async function pngOf(svg: string): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const scale = Math.min(2, Math.sqrt(MAX_PIXELS / (width * height)), MAX_SIDE / width, MAX_SIDE / height);
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('the browser gives no canvas to draw on');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}
