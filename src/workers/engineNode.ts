// Entry of the engine worker under Node.
import { serveEngine } from './engine';
import { enter } from './enterNode';

enter(serveEngine);
