// Entry of the run worker in a browser.
import { enter } from './enterWeb';
import { serveRun } from './run';

enter(serveRun);
