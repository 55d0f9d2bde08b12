// Entry of the tests in the web extension host. Mocha's browser bundle defines a global.
import 'mocha/mocha.js';
import { runSuites } from './run';

declare const Mocha: Parameters<typeof runSuites>[0];
export const run = (): Promise<void> => runSuites(Mocha, () => { require('all-suites'); });
