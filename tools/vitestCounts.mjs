// A reporter beside vitest's own: keeps the counts for the sum of a whole run.
import { record } from './counts.mjs';

export default class Counts {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      for (const test of tests) {
        const { state } = test.result();
        counts[state === 'passed' || state === 'failed' ? state : 'skipped']++;
      }
      // A file that failed to load has no tests to fail.
      if (module.state() === 'failed' && !tests.some((test) => test.result().state === 'failed')) counts.failed++;
    }
    record('unit', counts);
  }
}
