// Entry of the tests in the Node extension host.
import Mocha from 'mocha';
import { runSuites } from './run';

export const run = (): Promise<void> => runSuites(Mocha, () => { require('all-suites'); });
