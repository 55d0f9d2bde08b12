// Draws the sample images of media/samples: node tools/samples.mjs [NAME...]
// Everything is computed, with noise of its own, so that the same files come out everywhere.
import fs from 'node:fs';
import path from 'node:path';
import { deflateSync, crc32 } from 'node:zlib';
import encodeJpeg, { init as initJpeg } from '@jsquash/jpeg/encode.js';
import { scene } from './sampleScene.mjs';

const root = path.join(import.meta.dirname, '..');
const folder = path.join(root, 'media/samples');

// ---- pictures as functions of a point -------------------------------------------------------------------------------------

/** Red, green, blue of 0 to 1 at each pixel; `at(x, y)` is averaged over n × n points of the pixel. */
function render(width, height, at, n = 3) {
  const out = new Float64Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let j = 0; j < n; j++) {
        for (let i = 0; i < n; i++) {
          const colour = at(x + (i + 0.5) / n, y + (j + 0.5) / n);
          for (let c = 0; c < 3; c++) out[3 * (y * width + x) + c] += colour[c] / (n * n);
        }
      }
    }
  }
  return { width, height, data: Uint8ClampedArray.from(out, (v) => Math.round(255 * v)) };
}
const grey = (v) => [v, v, v];

function noiseAt(x, y) {
  let h = Math.imul(x, 374761393) + Math.imul(y, 668265263) | 0;
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}
/** Smooth noise of 0 to 1. */
function smooth(x, y) {
  const [ix, iy] = [Math.floor(x), Math.floor(y)];
  const ease = (t) => t * t * (3 - 2 * t);
  const [u, v] = [ease(x - ix), ease(y - iy)];
  const row = (dy) => noiseAt(ix, iy + dy) * (1 - u) + noiseAt(ix + 1, iy + dy) * u;
  return row(0) * (1 - v) + row(1) * v;
}
const cloud = (x, y) => [0, 1, 2, 3].reduce((sum, i) => sum + smooth(x * 2 ** i + 17 * i, y * 2 ** i) / 2 ** (i + 1), 0);

function hsv(h, s, v) {
  const channel = (n) => {
    const k = (n + h * 6) % 6;
    return v - v * s * Math.max(0, Math.min(k, 4 - k, 1));
  };
  return [channel(5), channel(3), channel(1)];
}

// ---- shapes and edges: a board of cells, each a question to a convolution ----------------------------------------------------

const CELL = 64;
const SHAPES = [
  [(x, y) => Math.hypot(x - 32, y - 32) < 22, (x, y) => Math.abs(x - 32) < 20 && Math.abs(y - 32) < 20,
    (x, y) => y > 12 && y < 52 && Math.abs(x - 32) < (y - 12) * 0.58, (x, y) => Math.abs(Math.hypot(x - 32, y - 32) - 18) < 4],
  [(x) => x > 32, (_, y) => y > 32, (x, y) => x + y > 64, (x, y) => x > y],
  [(x) => Math.floor(x / 4) % 2 === 0, (_, y) => Math.floor(y / 4) % 2 === 0, (x, y) => Math.floor((x + y) / 6) % 2 === 0,
    (x, y) => (Math.floor(x / 8) + Math.floor(y / 8)) % 2 === 0],
  [(x, y) => Math.floor(Math.atan2(y - 32, x - 32) / (Math.PI / 12) + 24) % 2 === 0, (x, y) => Math.abs(x - 32) < 2 || Math.abs(y - 32) < 2,
    (x, y) => Math.abs(x - y) < 2.5 || Math.abs(x + y - 64) < 2.5, (x, y) => Math.hypot(x % 16 - 8, y % 16 - 8) < 3],
];
function shapes(x, y) {
  const [column, row] = [Math.floor(x / CELL), Math.floor(y / CELL)];
  const [cx, cy] = [x - column * CELL, y - row * CELL];
  if (cx < 2 || cy < 2 || cx > CELL - 2 || cy > CELL - 2) return grey(0.5);
  return grey(SHAPES[row][column](cx, cy) ? 0.93 : 0.1);
}

// ---- digits: strokes of arcs and lines, in a hand that varies ----------------------------------------------------------------

/** Lines from [x, y] to [x, y], and arcs [cx, cy, rx, ry, from, to] in turns, in a box of 20 × 20. */
const arc = (cx, cy, rx, ry, from, to) => Array.from({ length: 25 }, (_, i) => {
  const angle = 2 * Math.PI * (from + (to - from) * i / 24);
  return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)];
});
const GLYPHS = [
  [arc(10, 10, 6, 8.5, 0, 1)],
  [[[6.5, 5], [10.5, 1.5], [10.5, 18.5]]],
  [[...arc(10, 6.3, 5.2, 4.8, 0.52, 1.08), [4.5, 18], [16, 18]]],
  [[...arc(9.5, 5.9, 4.8, 4.3, 0.55, 1.2), ...arc(9.5, 13.8, 5.6, 4.9, 0.72, 1.42)]],
  [[[12.5, 18.5], [12.5, 1.5], [4, 13], [16.5, 13]]],
  [[[15, 1.8], [6.5, 1.8], [5.8, 8.6], ...arc(9.8, 12.8, 5.6, 5.4, 0.68, 1.4)]],
  [[[13.5, 1.5], [8, 6.5], ...arc(10, 13.2, 5.3, 5.2, 0.5, 1.5)]],
  [[[4.5, 1.8], [15.5, 1.8], [8.5, 18.5]]],
  [arc(10, 5.7, 4.3, 4.1, 0.25, 1.25), arc(10, 14, 5.4, 4.4, 0.75, 1.75)],
  [[...arc(10, 6.8, 5.2, 5.2, 0, 1), [15.2, 6.8], [13, 18.5]]],
];

function distance([ax, ay], [bx, by], x, y) {
  const [dx, dy] = [bx - ax, by - ay];
  const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}
/** Ink of 0 to 1 of a digit in a box of 28 × 28; `hand` varies slant, size, weight and place. */
function ink(digit, hand, x, y) {
  const vary = (i) => noiseAt(hand * 31 + i, digit * 57 + 11) - 0.5;
  const [slant, scale, weight] = [0.5 * vary(1), 1 + 0.22 * vary(2), 1.35 + 0.9 * (vary(3) + 0.5) * 0.8];
  const gy = (y - 14 - 2 * vary(4)) / scale + 10;
  const gx = (x - 14 - 2.5 * vary(5)) / scale + 10 + slant * (gy - 10) + 0.6 * Math.sin(gy / 4 + 9 * vary(6));
  let nearest = Infinity;
  for (const line of GLYPHS[digit]) for (let i = 1; i < line.length; i++) nearest = Math.min(nearest, distance(line[i - 1], line[i], gx, gy));
  return Math.max(0, Math.min(1, (weight - nearest) / 0.8 + 0.5));
}
const digits = (x, y) => grey(ink(Math.floor(x / 28), Math.floor(y / 28), x % 28, y % 28));
const digit = (x, y) => grey(ink(3, 2, x / 4, y / 4));

// ---- colours and textures ------------------------------------------------------------------------------------------------------

const PATCHES = ['#735244', '#c29682', '#627a9d', '#576c43', '#8580b1', '#67bdaa', '#d67e2c', '#505ba6', '#c15a63', '#5e3c6c', '#9dbc40', '#e0a32e',
  '#383d96', '#469449', '#af363c', '#e7c71f', '#bb5695', '#0885a1'].map((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255));
const brick = (x, y) => {
  const row = Math.floor(y / 12);
  const [bx, by] = [(x + (row % 2) * 14) % 28, y % 12];
  const tone = 0.75 + 0.35 * noiseAt(Math.floor((x + (row % 2) * 14) / 28), row) + 0.25 * (cloud(x / 6, y / 6) - 0.5);
  return bx < 2 || by < 2 ? grey(0.72 + 0.1 * smooth(x, y)) : [0.62 * tone, 0.3 * tone, 0.22 * tone];
};
const wood = (x, y) => {
  const ring = 0.5 + 0.5 * Math.sin(34 * Math.hypot((x - 20) / 90, (y - 80) / 500) * 6 + 5 * cloud(x / 30, y / 120));
  return [0.42 + 0.24 * ring, 0.26 + 0.18 * ring, 0.13 + 0.1 * ring].map((v) => v + 0.08 * (smooth(x * 1.6, y / 9) - 0.5));
};
const fabric = (x, y) => {
  const over = (Math.floor(x / 4) + Math.floor(y / 4)) % 2 === 0;
  const shade = over ? Math.sin(Math.PI * (x % 4) / 4) : Math.sin(Math.PI * (y % 4) / 4);
  const base = over ? [0.2, 0.33, 0.55] : [0.75, 0.73, 0.66];
  return base.map((v) => v * (0.55 + 0.45 * shade));
};
const marble = (x, y) => {
  const vein = Math.abs(Math.sin(x / 22 + y / 60 + 5 * cloud(x / 26, y / 26)));
  return [0.93, 0.92, 0.9].map((v, c) => v - [0.42, 0.4, 0.34][c] * (1 - vein) ** 5);
};
const TEXTURES = [brick, wood, fabric, marble];
function chart(x, y) {
  if (y < 84) return PATCHES[Math.floor(y / 42) * 9 + Math.min(8, Math.floor(x / 28.45))];
  if (y < 104) return grey(Math.floor(x / 16) / 15);
  if (y < 176) return hsv(x / 256, Math.min(1, (y - 104) / 40), Math.min(1, (176 - y) / 32));
  return TEXTURES[Math.floor(x / 64)](x % 64, y - 176);
}

// ---- files ---------------------------------------------------------------------------------------------------------------------

/** Grey where all three channels agree. Each row has the filter with the smallest sum of differences. */
function png({ width, height, data }) {
  const isGrey = data.every((v, i) => v === data[i - i % 3]);
  const step = isGrey ? 1 : 3;
  const row = (y) => Uint8Array.from({ length: width * step }, (_, i) => (y < 0 ? 0 : data[isGrey ? 3 * (y * width + i) : 3 * y * width + i]));
  const lines = [];
  for (let y = 0; y < height; y++) {
    const [line, above] = [row(y), row(y - 1)];
    const filters = [0, 1, 2, 4].map((kind) => [kind, line.map((v, i) => {
      const [left, up, corner] = [i < step ? 0 : line[i - step], above[i], i < step ? 0 : above[i - step]];
      const p = left + up - corner;
      const [a, b, c] = [Math.abs(p - left), Math.abs(p - up), Math.abs(p - corner)];
      return v - [0, left, up, 0, a <= b && a <= c ? left : b <= c ? up : corner][kind];
    })]);
    const cost = ([, bytes]) => bytes.reduce((sum, v) => sum + Math.min(v, 256 - v), 0);
    const [kind, bytes] = filters.reduce((best, each) => (cost(each) < cost(best) ? each : best));
    lines.push(Buffer.from([kind]), bytes);
  }
  const chunk = (kind, body) => {
    const head = Buffer.alloc(4);
    head.writeUInt32BE(body.length);
    const named = Buffer.concat([Buffer.from(kind), body]);
    const tail = Buffer.alloc(4);
    tail.writeUInt32BE(checksum(named));
    return Buffer.concat([head, named, tail]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, isGrey ? 0 : 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(lines), { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}
/** zlib has it from Node 22 on. */
function checksum(bytes) {
  if (crc32) return crc32(bytes);
  let c = -1;
  for (const byte of bytes) {
    c ^= byte;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  }
  return (c ^ -1) >>> 0;
}

async function jpeg({ width, height, data }) {
  const rgba = Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) => (i % 4 === 3 ? 255 : data[3 * (i >> 2) + i % 4]));
  const wasm = fs.readFileSync(path.join(root, 'node_modules/@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm'));
  await initJpeg(new WebAssembly.Module(wasm));
  return Buffer.from(await encodeJpeg({ width, height, data: rgba, colorSpace: 'srgb' }, { quality: 88 }));
}

const FILES = {
  'shapes.png': () => png(render(256, 256, shapes)),
  'digits.png': () => png(render(280, 140, digits)),
  'digit.png': () => png(render(112, 112, digit)),
  'colours.png': () => png(render(256, 240, chart, 2)),
  'fruit.jpg': () => jpeg(scene(480, 360, cloud)),
};
const wanted = process.argv.slice(2);
fs.mkdirSync(folder, { recursive: true });
for (const [name, make] of Object.entries(FILES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const bytes = await make();
  fs.writeFileSync(path.join(folder, name), bytes);
  console.log(`  ${name.padEnd(14)} ${(bytes.length / 1024).toFixed(1).padStart(7)} KiB`);
}
