// Entry of the analysis worker under Node.
import { parentPort } from 'node:worker_threads';
import { setClock, workClock } from '../base/clock';
import { serveAnalysis } from './analysis';
import { openPath } from './openPath';

const port = parentPort;
if (!port) throw new Error('the analysis worker runs in a worker thread');
setClock(workClock(process));
serveAnalysis({
  post: (message, transfer) => { port.postMessage(message, transfer ?? []); },
  listen: (receive) => { port.on('message', receive); },
}, openPath);
