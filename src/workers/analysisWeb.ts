// Entry of the analysis worker in a browser.
import { serveAnalysis } from './analysis';

serveAnalysis({
  post: (message, transfer) => { self.postMessage(message, { transfer: [...(transfer ?? [])] }); },
  listen: (receive) => { self.addEventListener('message', (event: MessageEvent) => { receive(event.data); }); },
});
