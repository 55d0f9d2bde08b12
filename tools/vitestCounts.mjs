// A reporter beside vitest's own: keeps the counts for the sum of a whole run.
import { record } from './counts.mjs';

export default class Counts {
  onTestRunEnd(modules, unhandledErrors) {
    const text = (name, errors) => [name, ...errors.map(({ message }) => message)].join('\n  ').slice(0, 1500);
    const failures = unhandledErrors.map((error) => text('outside of the tests', [error]));
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0, failures };
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      for (const test of tests) {
        const { state, errors = [] } = test.result();
        counts[state === 'passed' || state === 'failed' ? state : 'skipped']++;
        if (state === 'failed') failures.push(text(`${module.relativeModuleId}: ${test.fullName}`, errors));
      }
      // A file that failed to load has no tests to fail.
      if (module.state() === 'failed' && !tests.some((test) => test.result().state === 'failed')) {
        counts.failed++;
        failures.push(text(module.relativeModuleId, module.errors()));
      }
    }
    record('unit', counts);
  }
}
