// Measures the panel of a run in Chromium, without a graphics card: times between frames while the channels of a wide map are
// scrolled from the first to the last. Build first: npm run build -- --production; then npm run bench:panel
// A browser draws at most 60 frames a second: 16.7 ms is the least.
import path from 'node:path';
import { openRunPage } from './runPage.mjs';

const root = path.resolve(import.meta.dirname, '..');
const FRAMES = 300;
/** 2,048 channels of 7×7; 1,024 of 14×14; 256 of 56×56. */
const MAPS = ['layer4.2.conv3', 'layer3.5.conv3', 'layer1.2.conv3'];
const quantile = (times, q) => times[Math.min(times.length - 1, Math.floor(q * times.length))].toFixed(1);

console.log('| map | channels | frames | median ms | 90 % | 99 % | longest |');
console.log('|---|---:|---:|---:|---:|---:|---:|');
for (const layer of MAPS) {
  const opened = await openRunPage({ target: `${path.join(root, 'examples/resnet.py')}:resnet50()@1x3x224x224`, width: 1000, height: 900,
    state: { shown: { layer, options: { size: 64 } } } });
  const { page } = opened;
  await page.locator('.grid[data-drawn]').waitFor({ timeout: 120_000 });
  await page.waitForTimeout(1_000);
  const { times, channels } = await page.evaluate(scroll, FRAMES);
  times.sort((a, b) => a - b);
  console.log(`| ${[layer, channels, times.length, quantile(times, 0.5), quantile(times, 0.9), quantile(times, 0.99), quantile(times, 1)].join(' | ')} |`);
  for (const error of opened.errors) console.error(error);
  await opened.close();
}
process.exit(0); // The browser's helpers end by themselves, some time later.

/** In the page. */
async function scroll(frames) {
  const grid = document.querySelector('.grid');
  const most = grid.scrollHeight - grid.clientHeight;
  const times = [];
  const frame = () => new Promise((resolve) => { requestAnimationFrame(resolve); });
  await frame();
  for (let i = 1, last = performance.now(); i <= frames; i++) {
    grid.scrollTop = (most * i) / frames;
    await frame();
    const now = performance.now();
    times.push(now - last);
    last = now;
  }
  return { times, channels: Number(document.querySelector('.grid .selected')?.getAttribute('aria-setsize')) };
}
