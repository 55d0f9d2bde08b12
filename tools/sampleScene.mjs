// A still life for tools/samples.mjs: an orange, an apple and a lemon on a wooden table by a window, found by marching rays
// through distances, lit with a soft shadow, light from above and what the table reflects.

const add = (a, b) => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
const sub = (a, b) => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const mul = (a, k) => [a[0] * k, a[1] * k, a[2] * k];
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const unit = (a) => mul(a, 1 / Math.sqrt(dot(a, a)));
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const mix = (a, b, t) => a + (b - a) * t;
const mix3 = (a, b, t) => a.map((v, i) => mix(v, b[i], t));
const clamp = (v) => Math.max(0, Math.min(1, v));
const step = (from, to, v) => {
  const t = clamp((v - from) / (to - from));
  return t * t * (3 - 2 * t);
};

const ORANGE = [-1.25, 0.98, 0.35];
const APPLE = [0.95, 0.93, 0.75];
const LEMON = [0.05, 0.56, -1.05];
const LIGHT = unit([-0.62, 0.78, -0.38]);

function hash(x, y, z) {
  let h = Math.imul(x, 374761393) + Math.imul(y, 668265263) + Math.imul(z, 1440662683) | 0;
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}
/** Smooth noise in space. */
function pores(x, y, z) {
  const [ix, iy, iz] = [Math.floor(x), Math.floor(y), Math.floor(z)];
  const [u, v, w] = [x - ix, y - iy, z - iz].map((t) => t * t * (3 - 2 * t));
  const line = (dy, dz) => mix(hash(ix, iy + dy, iz + dz), hash(ix + 1, iy + dy, iz + dz), u);
  return mix(mix(line(0, 0), line(1, 0), v), mix(line(0, 1), line(1, 1), v), w);
}

/** Names of what is hit. */
const [TABLE, SKIN, GREEN, YELLOW, STEM, NAVEL] = [0, 1, 2, 3, 4, 5];

const capsule = (p, a, b, radius) => {
  const [pa, ba] = [sub(p, a), sub(b, a)];
  return Math.sqrt(dot(sub(pa, mul(ba, clamp(dot(pa, ba) / dot(ba, ba)))), sub(pa, mul(ba, clamp(dot(pa, ba) / dot(ba, ba)))))) - radius;
};

function orange(p) {
  const d = sub(p, ORANGE);
  const length = Math.sqrt(dot(d, d));
  const top = Math.acos(Math.max(-1, Math.min(1, (0.28 * d[0] + 0.95 * d[1] - 0.1 * d[2]) / (length || 1))));
  return length - 0.98 + 0.07 * Math.exp(-((top / 0.22) ** 2));
}
function apple(p) {
  const d = sub(p, APPLE);
  const length = Math.sqrt(dot(d, d));
  const angle = Math.acos(Math.max(-1, Math.min(1, (0.1 * d[0] + 0.99 * d[1] - 0.12 * d[2]) / (length || 1))));
  const lobes = 0.02 * Math.cos(5 * Math.atan2(d[2], d[0])) * Math.sin(angle) ** 4;
  const radius = 0.97 - 0.34 * Math.exp(-((angle / 0.33) ** 2)) - 0.06 * step(1.6, 3.1, angle) + lobes;
  return (length - radius) * 0.8;
}
const AXIS = unit([0.93, 0.1, 0.35]);
function lemon(p) {
  const d = sub(p, LEMON);
  const along = dot(d, AXIS);
  const across = Math.sqrt(Math.max(0, dot(d, d) - along * along));
  const x = Math.abs(along);
  const body = 0.56 * Math.sqrt(Math.max(0, 1 - (x / 0.86) ** 2.2));
  const tip = 0.13 * Math.exp(-(((x - 0.82) / 0.12) ** 2)) + (x > 0.82 ? Math.max(0, 0.13 - (x - 0.82)) * 0.4 : 0);
  const radius = Math.max(body, tip);
  const cap = x > 0.96 ? x - 0.96 : 0;
  return Math.hypot(Math.max(0, across - radius), cap) * 0.6 + Math.min(0, across - radius) * 0.6;
}
const STEM_BASE = add(APPLE, [0.06, 0.62, -0.07]);
const STEM_TIP = add(APPLE, [0.2, 1.18, -0.02]);
const NAVEL_AT = add(ORANGE, mul(unit([0.28, 0.95, -0.1]), 0.9));

function nearest(p) {
  let best = [p[1], TABLE];
  const offer = (distance, what) => { if (distance < best[0]) best = [distance, what]; };
  offer(orange(p), SKIN);
  offer(apple(p), GREEN);
  offer(lemon(p), YELLOW);
  offer(capsule(p, STEM_BASE, STEM_TIP, 0.035), STEM);
  offer(capsule(p, NAVEL_AT, add(NAVEL_AT, [0.01, 0.03, 0]), 0.06), NAVEL);
  return best;
}

function march(from, along) {
  let t = 0.5;
  for (let i = 0; i < 140 && t < 30; i++) {
    const [distance, what] = nearest(add(from, mul(along, t)));
    if (distance < 0.0006 * t) return { t, what };
    t += distance;
  }
  return along[1] < -0.001 ? { t: -from[1] / along[1], what: TABLE } : null;
}

function shadow(p, normal) {
  let [light, t] = [1, 0.03];
  const from = add(p, mul(normal, 0.01));
  for (let i = 0; i < 48 && t < 6; i++) {
    const [distance] = nearest(add(from, mul(LIGHT, t)));
    light = Math.min(light, 0.5 + 7 * distance / t * 0.5);
    if (light < 0.02) return 0;
    t += Math.max(0.03, distance);
  }
  return step(0.5, 1, light);
}
function openness(p, normal) {
  let [closed, weight] = [0, 1];
  for (let i = 1; i <= 5; i++) {
    const h = 0.06 + 0.13 * i;
    closed += Math.max(0, h - nearest(add(p, mul(normal, h)))[0]) * weight;
    weight *= 0.72;
  }
  return clamp(1 - 0.75 * closed);
}

function normalAt(p, e = 0.002) {
  const slope = (axis) => {
    const d = [0, 0, 0];
    d[axis] = e;
    return nearest(add(p, d))[0] - nearest(sub(p, d))[0];
  };
  return unit([slope(0), slope(1), slope(2)]);
}

/** Colour, gloss and roughness of a surface, its normal bent by its grain. */
function surface(what, p, normal, cloud) {
  const bump = (scale, height, centre) => {
    const q = mul(unit(sub(p, centre)), scale);
    const here = pores(...q);
    const e = 0.15;
    const d = [pores(q[0] + e, q[1], q[2]) - here, pores(q[0], q[1] + e, q[2]) - here, pores(q[0], q[1], q[2] + e) - here];
    return unit(sub(normal, mul(sub(d, mul(normal, dot(d, normal))), height)));
  };
  switch (what) {
    case SKIN: {
      const tone = cloud(p[0] * 1.3 + 4, p[1] * 1.3 + p[2]);
      return { colour: mix3([0.86, 0.23, 0.01], [0.92, 0.33, 0.02], tone), normal: bump(27, 0.85, ORANGE), gloss: 0.32, power: 34 };
    }
    case GREEN: {
      const d = sub(p, APPLE);
      const streak = cloud(7 * Math.atan2(d[2], d[0]), d[1] * 1.2 + 3);
      const blush = step(0.2, 0.9, 0.5 + 0.55 * d[0] - 0.35 * d[2]) * 0.55;
      const speck = step(0.74, 0.8, cloud(d[0] * 24 + d[2] * 9, d[1] * 24));
      const base = mix3([0.38, 0.6, 0.08], [0.6, 0.74, 0.2], streak);
      const flesh = mix3(base, [0.75, 0.42, 0.12], blush * streak);
      return { colour: mix3(mix3(flesh, [0.85, 0.88, 0.55], 0.55 * speck), [0.42, 0.36, 0.12], step(0.62, 0.45, Math.hypot(d[0], d[2]) + 0.35 * (1 - d[1])) * 0.6),
        normal, gloss: 0.62, power: 60 };
    }
    case YELLOW: return { colour: mix3([0.9, 0.66, 0.03], [0.9, 0.76, 0.1], cloud(p[0] * 3, p[2] * 3 + p[1])),
      normal: bump(22, 0.5, LEMON), gloss: 0.36, power: 30 };
    case STEM: return { colour: mix3([0.25, 0.15, 0.07], [0.4, 0.27, 0.13], cloud(p[0] * 30, p[1] * 14)), normal, gloss: 0.08, power: 12 };
    case NAVEL: return { colour: [0.35, 0.42, 0.14], normal, gloss: 0.05, power: 8 };
    default: return { ...table(p, cloud), normal, gloss: 0.16, power: 22 };
  }
}

function table([x, , z], cloud) {
  const board = Math.floor((z + 40) / 1.35);
  const inBoard = (z + 40) / 1.35 - board;
  const shift = board * 37.7;
  const grain = cloud(x * 0.9 + shift, z * 9 + 2 * cloud(x * 0.5 + shift, z));
  const rings = 0.5 + 0.5 * Math.sin(22 * (z * 0.55 + 0.35 * cloud(x * 0.35 + shift, z * 0.8)) + shift);
  const fibre = cloud(x * 2.5 + shift, z * 55);
  const wood = mix3([0.15, 0.07, 0.03], [0.36, 0.19, 0.085], clamp(0.35 * rings + 0.55 * grain + 0.2 * fibre));
  const gap = step(0.0, 0.018, Math.min(inBoard, 1 - inBoard));
  return { colour: mul(wood, (0.86 + 0.22 * ((board * 7) % 5) / 5) * mix(0.35, 1, gap)) };
}

/** A wall out of focus, brighter towards the window on the left. */
function backdrop([x, y], cloud) {
  const glow = Math.exp(-((x + 0.75) ** 2 + (y - 0.35) ** 2) * 2.2);
  const pane = step(0.16, 0.3, Math.abs(x + 0.62)) * 0.25;
  const wall = mix3([0.3, 0.34, 0.37], [0.86, 0.83, 0.76], clamp(glow + 0.14 * (cloud(x * 3, y * 3) - 0.5) - pane * glow * 0.6));
  return mul(wall, 0.85);
}

function shade(from, along, cloud, depth = 0) {
  const hit = march(from, along);
  if (!hit || hit.t > 17) return backdrop(along, cloud);
  const p = add(from, mul(along, hit.t));
  const { colour, normal, gloss, power } = surface(hit.what, p, hit.what === TABLE ? [0, 1, 0] : normalAt(p), cloud);
  const open = openness(p, normal);
  const direct = Math.max(0, dot(normal, LIGHT)) * shadow(p, normal);
  const sky = 0.5 + 0.5 * normal[1];
  const bounce = hit.what === TABLE ? 0 : Math.max(0, -normal[1]) * 0.4 + 0.08;
  const light = [1.75, 1.58, 1.3].map((v, c) => v * direct + open * ([0.34, 0.39, 0.48][c] * sky + [0.34, 0.22, 0.12][c] * bounce));
  let lit = colour.map((v, c) => v * light[c]);
  const half = unit(sub(LIGHT, along));
  const spark = gloss * Math.max(0, dot(normal, half)) ** power * (direct > 0 ? 1 : 0.05);
  lit = add(lit, mul([1, 0.96, 0.88], spark));
  const facing = (1 - clamp(-dot(normal, along))) ** 5;
  if (depth === 0 && (hit.what === TABLE || gloss > 0.3)) {
    const mirror = sub(along, mul(normal, 2 * dot(along, normal)));
    const seen = shade(add(p, mul(normal, 0.02)), mirror, cloud, 1);
    lit = mix3(lit, seen, (hit.what === TABLE ? 0.06 : 0.03) + 0.35 * facing);
  }
  return mix3(lit, backdrop(along, cloud), step(6, 17, hit.t) * 0.75);
}

const film = (v) => clamp((v * (2.51 * v + 0.03)) / (v * (2.43 * v + 0.59) + 0.14)) ** (1 / 2.2);

/** Four rays a pixel; `cloud` is smooth noise of 0 to 1. */
export function scene(width, height, cloud) {
  const eye = [0.35, 2.7, -6.6];
  const forward = unit(sub([-0.08, 0.74, 0], eye));
  const right = unit(cross([0, 1, 0], forward));
  const up = cross(forward, right);
  const data = new Uint8ClampedArray(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = [0, 0, 0];
      for (const [dx, dy] of [[0.125, 0.375], [0.375, 0.875], [0.625, 0.125], [0.875, 0.625]]) {
        const u = (2 * (x + dx) - width) / height;
        const v = 1 - 2 * (y + dy) / height;
        const along = unit(add(add(mul(forward, 3.0), mul(right, u)), mul(up, v)));
        sum = add(sum, shade(eye, along, cloud).map((c) => film(0.92 * c) / 4));
      }
      const edge = 1 - 0.22 * (((x / width - 0.5) ** 2 + (y / height - 0.5) ** 2) / 0.5);
      const grain = (cloud(x * 0.9, y * 0.9) + cloud(y * 1.1 + 50, x * 1.1) - 1) * 0.025;
      sum.forEach((c, i) => { data[3 * (y * width + x) + i] = Math.round(255 * (c * edge + grain)); });
    }
  }
  return { width, height, data };
}
