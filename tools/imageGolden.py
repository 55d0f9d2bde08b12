"""Has PIL and torchvision record what the image readers and the preprocessing are compared with.

    python3 tools/imageGolden.py    -> test/golden/images/: small images in many formats, and golden.json

Each image's record is the zlib-packed, base64-coded bytes of Image.open(f).convert('RGB'); each preprocessing's is the tensor.
PNGs of kinds that PIL does not write (interlaced, 16 bit per channel, every filter) are written here.
"""
import base64
import io
import json
import os
import struct
import zlib

import numpy as np
import torch
import torchvision.transforms as T
from PIL import Image, ImageOps

FOLDER = os.path.join(os.path.dirname(__file__), '..', 'test', 'golden', 'images')
PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def picture(height, width):
    """Smooth colours, an edge, a texture: float64 in [0, 1]."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    red = 0.5 + 0.5 * np.sin(x / 5 + y / 9)
    green = y / height
    blue = ((x // 3 + y // 4) % 2) * 0.8 + 0.1
    image = np.stack([red, green, blue], 2)
    image[(x - width / 2) ** 2 + (y - height / 2) ** 2 < (min(height, width) / 4) ** 2] = [0.95, 0.85, 0.1]
    return image


def pack(array):
    return base64.b64encode(zlib.compress(np.ascontiguousarray(array).tobytes(), 9)).decode()


def chunk(kind, body):
    return struct.pack('>I', len(body)) + kind + body + struct.pack('>I', zlib.crc32(kind + body))


def filtered(rows, step, mode):
    """Rows of bytes, each behind its filter's number: `mode` 0 to 4, or 5 for all in turn."""
    out = bytearray()
    above = np.zeros(len(rows[0]), np.int32)
    for i, row in enumerate(rows):
        row = np.frombuffer(row, np.uint8).astype(np.int32)
        kind = i % 5 if mode == 5 else mode
        left = np.concatenate([np.zeros(step, np.int32), row[:-step]]) if len(row) > step else np.zeros(len(row), np.int32)
        corner = np.concatenate([np.zeros(step, np.int32), above[:-step]]) if len(row) > step else np.zeros(len(row), np.int32)
        p = left + above - corner
        a, b, c = abs(p - left), abs(p - above), abs(p - corner)
        paeth = np.where((a <= b) & (a <= c), left, np.where(b <= c, above, corner))
        guess = [0, left, above, (left + above) // 2, paeth][kind]
        out.append(kind)
        out += ((row - guess) & 255).astype(np.uint8).tobytes()
        above = row
    return bytes(out)


def png(samples, depth, colour, palette=None, transparency=None, interlaced=False, mode=5, pieces=3, exif=None):
    """`samples`: [H, W, C] integers of `depth` bits."""
    height, width, channels = samples.shape
    step = max(1, depth * channels // 8)

    def rows_of(part):
        rows = []
        for row in part.reshape(part.shape[0], -1):
            if depth == 16:
                rows.append(row.astype('>u2').tobytes())
            elif depth == 8:
                rows.append(row.astype(np.uint8).tobytes())
            else:
                bits = ''.join(format(int(v), f'0{depth}b') for v in row)
                bits += '0' * (-len(bits) % 8)
                rows.append(bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8)))
        return rows
    parts = [samples[y::dy, x::dx] for x, y, dx, dy in PASSES] if interlaced else [samples]
    raw = b''.join(filtered(rows_of(part), step, mode) for part in parts if part.size)
    packed = zlib.compress(raw, 9)
    cut = -(-len(packed) // pieces)
    out = b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, depth, colour, 0, 0, int(interlaced)))
    if exif is not None:
        out += chunk(b'eXIf', exif)
    if palette is not None:
        out += chunk(b'PLTE', bytes(palette))
    if transparency is not None:
        out += chunk(b'tRNS', bytes(transparency))
    for i in range(0, len(packed), cut):
        out += chunk(b'IDAT', packed[i:i + cut])
    return out + chunk(b'IEND', b'')


def pngs():
    image = picture(23, 29)
    grey = image[:, :, :1]
    alpha = np.linspace(0, 1, 29)[None, :, None].repeat(23, 0)
    files = {}
    for depth in (1, 2, 4, 8, 16):
        files[f'grey{depth}.png'] = png(np.round(grey * (2 ** depth - 1)).astype(int), depth, 0)
    files['grey16-dark.png'] = png(np.round(grey * 400).astype(int), 16, 0)
    for depth in (8, 16):
        most = 2 ** depth - 1
        files[f'rgb{depth}.png'] = png(np.round(image * most).astype(int), depth, 2)
        files[f'rgba{depth}.png'] = png(np.round(np.concatenate([image, alpha], 2) * most).astype(int), depth, 6)
        files[f'greyalpha{depth}.png'] = png(np.round(np.concatenate([grey, alpha], 2) * most).astype(int), depth, 4)
    for depth in (1, 2, 4, 8):
        count = 2 ** depth
        palette = [(37 * i + 11 * c * i + 50 * c) % 256 for i in range(count) for c in range(3)]
        indices = np.round(grey * (count - 1)).astype(int)
        files[f'palette{depth}.png'] = png(indices, depth, 3, palette)
        files[f'palette{depth}-transparent.png'] = png(indices, depth, 3, palette, [0, 128] if count > 1 else [0])
    files['palette-short.png'] = png(np.round(grey * 15).astype(int), 8, 3, [10, 20, 30] * 8 + [200, 0, 0])
    files['rgb-transparent.png'] = png(np.round(image * 255).astype(int), 8, 2, None, [0, 242, 0, 217, 0, 26])
    for mode in range(5):
        files[f'filter{mode}.png'] = png(np.round(image * 255).astype(int), 8, 2, mode=mode)
    files['interlaced-rgb.png'] = png(np.round(image * 255).astype(int), 8, 2, interlaced=True)
    files['interlaced-grey1.png'] = png(np.round(grey).astype(int), 1, 0, interlaced=True)
    files['interlaced-tiny.png'] = png(np.round(image[:3, :2] * 255).astype(int), 8, 2, interlaced=True)
    files['exif.png'] = png(np.round(image * 255).astype(int), 8, 2, exif=exif_of(6)[6:])
    return files


def exif_of(orientation, order='<'):
    """Exif with an ImageWidth entry before the orientation."""
    tiff = (b'II*\0' if order == '<' else b'MM\0*') + struct.pack(order + 'IH', 8, 2)
    tiff += struct.pack(order + 'HHII', 0x0100, 4, 1, 29)
    tiff += struct.pack(order + 'HHIHH', 0x0112, 3, 1, orientation, 0) + struct.pack(order + 'I', 0)
    return b'Exif\0\0' + tiff


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def with_transform(jpeg, transform):
    """With another transform in Adobe's marker: 2 takes the same components for luma, chroma and black."""
    at = jpeg.index(b'Adobe') + 11
    return jpeg[:at] + bytes([transform]) + jpeg[at + 1:]


def frame_within(image, left, top, screen):
    """A GIF whose only frame lies somewhere on a canvas of another size, with another background."""
    gif = bytearray(saved(image, 'GIF'))
    gif[6:10] = struct.pack('<HH', *screen)
    gif[11] = 3
    at = gif.index(b'\x2c' + struct.pack('<HHHH', 0, 0, *image.size))
    gif[at + 1:at + 5] = struct.pack('<HH', left, top)
    return bytes(gif)


#: What PIL does not write: `cjpeg -sample 1x2`, kept as it is.
KEPT = ('440.jpg',)


def others():
    image = Image.fromarray(np.round(picture(33, 41) * 255).astype(np.uint8))
    second = ImageOps.mirror(image)
    clear = image.convert('RGBA')
    clear.putalpha(Image.fromarray(np.tile(np.linspace(0, 255, 41).astype(np.uint8), (33, 1))))
    files = {
        'baseline.jpg': saved(image, 'JPEG', quality=85),
        '444.jpg': saved(image, 'JPEG', quality=90, subsampling=0),
        '422.jpg': saved(image, 'JPEG', quality=80, subsampling=1),
        'progressive.jpg': saved(image, 'JPEG', quality=75, progressive=True),
        'optimised.jpg': saved(image, 'JPEG', quality=60, optimize=True),
        'grey.jpg': saved(image.convert('L'), 'JPEG', quality=85),
        'lossy.webp': saved(image, 'WEBP', quality=80),
        'lossless.webp': saved(image, 'WEBP', lossless=True),
        'alpha.webp': saved(clear, 'WEBP', quality=80),
        'animated.webp': saved(image, 'WEBP', save_all=True, append_images=[second], duration=100),
        'exif.webp': saved(image, 'WEBP', quality=80, exif=exif_of(8)),
        'rgb.bmp': saved(image, 'BMP'), 'rgba.bmp': saved(clear, 'BMP'), 'grey.bmp': saved(image.convert('L'), 'BMP'),
        'palette.bmp': saved(image.quantize(32), 'BMP'), 'bits.bmp': saved(image.convert('1'), 'BMP'),
        'palette.gif': saved(image.quantize(64), 'GIF'), 'plain.gif': saved(image.quantize(7), 'GIF', interlace=0),
        'animated.gif': saved(image.quantize(16), 'GIF', save_all=True, append_images=[second.quantize(16)]),
    }
    inks = image.convert('CMYK')
    inks.putdata([(c, m, y, (c + 5 * i) // 3 % 256) for i, (c, m, y, _) in enumerate(inks.getdata())])
    for name, options in {'cmyk': {}, 'cmyk-progressive': {'progressive': True}, 'cmyk-420': {'subsampling': 2},
                          'cmyk-restarts': {'restart_marker_blocks': 3}}.items():
        files[f'{name}.jpg'] = saved(inks, 'JPEG', quality=80, **options)
    for name in ('cmyk', 'cmyk-420'):
        files[name.replace('cmyk', 'ycck') + '.jpg'] = with_transform(files[f'{name}.jpg'], 2)
    files['inner.gif'] = frame_within(image.quantize(8), 3, 4, (60, 50))
    files['beyond.gif'] = frame_within(image.quantize(8), 30, 4, (50, 12))
    palette = bytearray(saved(image.quantize(32), 'BMP'))
    palette[46:50] = struct.pack('<I', 20)  # Fewer colours than the pixels name.
    files['palette-short.bmp'] = bytes(palette)
    for orientation in range(1, 9):
        files[f'exif{orientation}.jpg'] = saved(image, 'JPEG', quality=85, exif=exif_of(orientation, '<>'[orientation % 2]))
    return files


IMAGENET = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
MODES = {'nearest': T.InterpolationMode.NEAREST, 'bilinear': T.InterpolationMode.BILINEAR, 'bicubic': T.InterpolationMode.BICUBIC}


def preprocessed(image, mode, size, interpolation, crop, mean, std):
    image = image.convert('RGB')
    steps = [T.Grayscale()] if mode == 'grey' else []
    if size:
        wanted = size['size'] if size['kind'] == 'shorter' else (size['height'], size['width'])
        steps.append(T.Resize(wanted, MODES[interpolation]))
    if crop:
        steps.append(T.CenterCrop((crop['height'], crop['width'])))
    steps.append(T.ToTensor())
    steps.append(T.Normalize(mean, std))
    return T.Compose(steps)(image)


def shorter(size):
    return {'kind': 'shorter', 'size': size}


def exact(height, width):
    return {'kind': 'exact', 'height': height, 'width': width}


def cases():
    """What is done to which image: down and up, wide and tall, crops larger than the image."""
    photo, tall = 'photo.png', 'tall.png'
    square = {'height': 24, 'width': 24}
    for interpolation in MODES:
        yield photo, 'rgb', shorter(28), interpolation, square, *IMAGENET
        yield tall, 'rgb', shorter(53), interpolation, {'height': 31, 'width': 20}, *IMAGENET
        yield photo, 'grey', exact(28, 28), interpolation, None, [0.1307], [0.3081]
        yield tall, 'rgb', exact(19, 40), interpolation, None, [0.5], [0.5]
    yield photo, 'rgb', None, 'bilinear', square, [0], [1]
    yield photo, 'rgb', shorter(20), 'bilinear', {'height': 25, 'width': 41}, *IMAGENET
    yield tall, 'grey', shorter(17), 'bicubic', {'height': 30, 'width': 30}, [0], [1]
    yield tall, 'rgb', None, 'bilinear', None, [0], [1]


def main():
    os.makedirs(FOLDER, exist_ok=True)
    files = {**pngs(), **others()}
    for name, (height, width) in {'photo.png': (61, 97), 'tall.png': (47, 31)}.items():
        files[name] = saved(Image.fromarray(np.round(picture(height, width) * 255).astype(np.uint8)), 'PNG')
    for name in KEPT:
        with open(os.path.join(FOLDER, name), 'rb') as file:
            files[name] = file.read()
    images = {}
    for name, data in files.items():
        with open(os.path.join(FOLDER, name), 'wb') as file:
            file.write(data)
        image = Image.open(io.BytesIO(data))
        rgb = np.asarray(image.convert('RGB'))
        turned = np.asarray(ImageOps.exif_transpose(image).convert('RGB'))
        images[name] = {'shape': list(rgb.shape), 'rgb': pack(rgb),
                        'grey': pack(np.asarray(image.convert('RGB').convert('L'))) if name in ('photo.png', 'tall.png') else None,
                        'turned': pack(turned) if name.startswith('exif') else None, 'turnedShape': list(turned.shape)}
    records = []
    for name, mode, size, interpolation, crop, mean, std in cases():
        tensor = preprocessed(Image.open(io.BytesIO(files[name])), mode, size, interpolation, crop, mean, std)
        records.append({'image': name, 'mode': mode, 'resize': size, 'interpolation': interpolation, 'crop': crop, 'mean': mean,
                        'std': std, 'shape': list(tensor.shape), 'tensor': pack(tensor.numpy().astype('<f4'))})
    with open(os.path.join(FOLDER, 'golden.json'), 'w') as file:
        file.write('{"images": {\n' + ',\n'.join(f'{json.dumps(k)}: {json.dumps(v)}' for k, v in images.items()))
        file.write('\n},\n"preprocessed": [\n' + ',\n'.join(json.dumps(record) for record in records) + '\n]}\n')


if __name__ == '__main__':
    main()
