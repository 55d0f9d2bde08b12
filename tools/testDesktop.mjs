// Runs the same tests in desktop VS Code, where it can be downloaded or is installed; skips where neither holds.
//   VSCODE_EXECUTABLE=/usr/share/code/code   this one      VSCODE_VERSION=1.91.1   this version (default: stable)
//   REQUIRE_DESKTOP=1                        fail rather than skip
// On Linux without a screen: xvfb-run -a npm run test:desktop
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { record } from './counts.mjs';
import { repo } from './setup.mjs';

let vscodeExecutablePath = process.env.VSCODE_EXECUTABLE;
try {
  vscodeExecutablePath ??= await downloadAndUnzipVSCode(process.env.VSCODE_VERSION ?? 'stable');
} catch (error) {
  if (process.env.REQUIRE_DESKTOP) throw error;
  console.log(`No desktop VS Code here (${error.message}). The same tests run with npm run test:node and test:web.`);
  record('desktop', { passed: 0, failed: 0, skipped: 1 });
  process.exit(0);
}
const userData = fs.mkdtempSync(path.join(os.tmpdir(), 'vsc-desktop-'));
try {
  await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: repo,
    extensionTestsPath: path.join(repo, 'dist/test/index'),
    launchArgs: [path.join(repo, 'test/vscode/workspace'), '--user-data-dir', userData, '--disable-extensions',
      '--disable-workspace-trust', '--skip-welcome', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
  record('desktop', { passed: 1, failed: 0, skipped: 0 });
} catch (error) {
  console.error(error.message);
  record('desktop', { passed: 0, failed: 1, skipped: 0 });
  process.exitCode = 1;
} finally {
  fs.rmSync(userData, { recursive: true, force: true, maxRetries: 5 });
}
