// One front door for images: any format that is read, as red, green and blue of 8 bit, as PIL's Image.open(f).convert('RGB').
import { l10n } from '../../base/l10n';
import { FormatError } from '../errors';
import { decodeBmp } from './bmp';
import type { Codecs } from './codecs';
import { decodeGif } from './gif';
import { headerOf, type ImageHeader } from './header';
import { decodePng } from './png';
import type { Raster } from './raster';

/** Larger files are not opened. */
const MOST_BYTES = 512e6;

export interface Image { readonly header: ImageHeader; readonly raster: Raster }

/** As it is stored, before EXIF's orientation. Throws FormatError with a sentence that names the file. */
export async function decodeImage(name: string, file: Uint8Array, codecs: Codecs): Promise<Image> {
  if (file.length > MOST_BYTES) throw new FormatError(l10n.t('{0} is larger than {1} MB.', name, MOST_BYTES / 1e6));
  const header = headerOf(name, file);
  const raster = await decoded(name, file, header, codecs);
  if (raster.width !== header.width || raster.height !== header.height) {
    throw new FormatError(l10n.t('{0} is damaged: it cannot be decoded.', name));
  }
  return { header, raster };
}

async function decoded(name: string, file: Uint8Array, header: ImageHeader, codecs: Codecs): Promise<Raster> {
  switch (header.format) {
    case 'PNG': return decodePng(name, file);
    case 'JPEG': return codecs.jpeg(name, file);
    case 'WebP': return codecs.webp(name, file, header);
    case 'BMP': return decodeBmp(name, file);
    case 'GIF': return decodeGif(name, file, header);
  }
}
