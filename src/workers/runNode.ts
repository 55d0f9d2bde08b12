// Entry of the run worker under Node.
import { enter } from './enterNode';
import { serveRun } from './run';

enter(serveRun);
