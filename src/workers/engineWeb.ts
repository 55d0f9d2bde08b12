// Entry of the engine worker in a browser.
import { serveEngine } from './engine';
import { enter } from './enterWeb';

enter(serveEngine);
