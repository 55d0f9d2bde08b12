// The browser that shows VS Code: Debian's chromium (or $CHROMIUM, or an installed Chrome), driven by playwright-core.
import fs from 'node:fs';
import { chromium } from 'playwright-core';

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'];

export function findChromium() {
  return [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
    .find((file) => file && fs.existsSync(file));
}

export async function openBrowser({ viewport = { width: 1280, height: 800 }, ...rest } = {}) {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium found. Do: apt-get install chromium, or set CHROMIUM=/path/to/chrome');
  const browser = await chromium.launch({ executablePath, args: ARGS });
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce', ...rest });
  const page = await context.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(error));
  // Nothing but loopback: what VS Code asks of the internet is refused here, the same on every machine.
  const refused = [];
  const isOutside = ({ protocol, hostname }) =>
    /^https?:$/.test(protocol) && !['127.0.0.1', 'localhost'].includes(hostname) && !hostname.endsWith('.localhost');
  await context.route(isOutside, (route) => {
    refused.push(route.request().url());
    return route.abort('internetdisconnected');
  });
  return { browser, context, page, errors, refused };
}
