// Counts of the test runners: each leaves artifacts/counts/<runner>.json, and the last line of a whole run is their sum.
//   node tools/counts.mjs clear | total
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = path.resolve(import.meta.dirname, '../artifacts/counts');

export function clear() {
  fs.rmSync(folder, { recursive: true, force: true });
}

/** Keeps a runner's counts and prints them. `failures`: what failed and how, a text each. */
export function record(runner, { passed, failed, skipped, failures = [] }) {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, `${runner}.json`), JSON.stringify({ passed, failed, skipped, failures }));
  console.log(line({ passed, failed, skipped }));
}

export const hasRecord = (runner) => fs.existsSync(path.join(folder, `${runner}.json`));

export const line = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;

/** The sum of all runners, printed with theirs and with what failed. */
export function total() {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  const failures = [];
  for (const file of fs.existsSync(folder) ? fs.readdirSync(folder).sort() : []) {
    const counts = JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));
    console.log(`  ${file.replace('.json', '').padEnd(24)} ${line(counts)}`);
    for (const failure of counts.failures) failures.push(`${file.replace('.json', '')}: ${failure}`);
    for (const key of Object.keys(sum)) sum[key] += counts[key];
  }
  for (const failure of failures) console.log(`FAILED ${failure}`);
  return sum;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (process.argv[2] === 'clear') clear();
  else console.log(line(total()));
}
