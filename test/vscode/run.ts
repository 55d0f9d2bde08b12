// Runs the bundled suites inside VS Code's extension host. The outer runner (tools/testHost.mjs) reads the console lines
// and the exit code that VS Code derives from this promise.
import type Mocha from 'mocha';

export function runSuites(MochaClass: typeof Mocha, loadSuites: () => void): Promise<void> {
  const counts = { passed: 0, failed: 0, skipped: 0, failures: new Array<string>() };
  class Lines {
    constructor(runner: Mocha.Runner) {
      runner.on('pass', (test) => {
        counts.passed++;
        console.log(`  ok ${test.fullTitle()} (${test.duration ?? 0} ms)`);
      });
      runner.on('pending', (test) => {
        counts.skipped++;
        console.log(`  skipped ${test.fullTitle()}`);
      });
      runner.on('fail', (test, error: unknown) => {
        counts.failed++;
        console.error(`  FAILED ${test.fullTitle()}\n${error instanceof Error ? error.stack ?? error.message : String(error)}`);
        counts.failures.push(`${test.fullTitle()}\n  ${String(error).slice(0, 1500)}`);
      });
    }
  }
  const mocha = new MochaClass({ ui: 'bdd', timeout: 30_000, reporter: Lines as unknown as Mocha.ReporterConstructor });
  mocha.suite.emit('pre-require', globalThis, '', mocha); // Installs describe, it, before and their like.
  loadSuites();
  return new Promise((resolve, reject) => {
    mocha.run((failures) => {
      console.log(`##counts ${JSON.stringify(counts)}`);
      if (failures > 0) reject(new Error(`${failures} test(s) failed`));
      else if (counts.passed === 0) reject(new Error('no test ran'));
      else resolve();
    });
  });
}
