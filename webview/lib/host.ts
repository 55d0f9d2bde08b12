// The panel's end of the channel to the extension, and what is kept of the panel over reloads.
import { withNamedNumbers, withNumbers } from '../../src/protocol/numbers';
import { connect, type Connection, type Service } from '../../src/protocol/rpc';

interface Api { postMessage(message: unknown): void; getState(): unknown; setState(state: unknown): void }
declare function acquireVsCodeApi(): Api;

const api = acquireVsCodeApi();

export function connectHost<Host extends object, Panel extends object>(panel: Service<Panel>): Connection<Host> {
  return connect<Host, Panel>({
    post: (message) => { api.postMessage(withNamedNumbers(message)); },
    listen: (receive) => { window.addEventListener('message', (event) => { receive(withNumbers(event.data)); }); },
  }, panel);
}

export const loadState = (): unknown => api.getState();
export const saveState = (state: unknown): void => { api.setState(state); };
