// Typed requests over any channel that carries plain data: a worker's, a webview's. Every request answers or rejects.
// Knows nothing of what is asked. A CancelToken given as the last argument crosses as a message.

/** One end of a channel. Messages arrive in the order in which they were posted. */
export interface Port {
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  listen(receive: (message: unknown) => void): void;
}

/** Thrown for a request that was given up: by its caller, or because the channel closed. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
  constructor(message = 'cancelled') { super(message); }
}

/** Thrown for a request that failed at the other end; `stack` is the other end's. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError';
  /** `code`: what the other end's error calls its kind, such as 'memory'. */
  constructor(message: string, readonly code: string | null = null) { super(message); }
}

export class CancelToken {
  #cancelled = false;
  #listeners: (() => void)[] = [];
  get isCancelled(): boolean { return this.#cancelled; }
  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }
  onCancel(listener: () => void): void {
    if (this.#cancelled) listener();
    else this.#listeners.push(listener);
  }
  throwIfCancelled(): void {
    if (this.#cancelled) throw new Cancelled();
  }
}

/** An interface whose methods all return promises, as both ends see it. */
export type Service<T> = {
  readonly [K in keyof T]: T[K] extends (...args: never[]) => Promise<unknown> ? T[K] : never;
};

export interface Connection<Remote> {
  readonly remote: Service<Remote>;
  /** How many requests wait for an answer. */
  readonly pending: number;
  /** Rejects all that is pending; later requests reject too. */
  close(reason: string): void;
}

/** Serves `local` to the other end and gives its service. `heard` is called for every message that arrives. */
export function connect<Remote extends object, Local extends object = object>(
  port: Port, local: Service<Local>, heard: () => void = () => {},
): Connection<Remote> {
  const channel = new Channel(port, local);
  port.listen((message) => {
    heard();
    channel.receive(message as Message); // Both ends are ours: the shape is what Channel posts.
  });
  const methods = new Map<string, Method>();
  const remote = new Proxy({}, {
    get(_, name) {
      // A proxy that had a `then` would be taken for a promise.
      if (typeof name !== 'string' || name === 'then') return undefined;
      let method = methods.get(name);
      if (!method) methods.set(name, method = (...args) => channel.request(name, args));
      return method;
    },
  });
  return {
    remote: remote as Service<Remote>, // The other end's service: its methods are made on demand by the proxy.
    get pending() { return channel.pending; },
    close: (reason) => { channel.close(reason); },
  };
}

interface Request {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
  /** A CancelToken was the last argument. */
  readonly cancellable: boolean;
}
interface Failure { readonly name: string; readonly message: string; readonly stack?: string; readonly code?: string }
type Message =
  | { readonly request: Request }
  | { readonly cancel: number }
  | { readonly answer: number; readonly value?: unknown; readonly failure?: Failure };

interface Waiting { resolve(value: unknown): void; reject(error: Error): void }
type Method = (...args: unknown[]) => unknown;

/** Requests in both directions, each answered or rejected once. */
class Channel {
  readonly #waiting = new Map<number, Waiting>();
  readonly #serving = new Map<number, CancelToken>();
  #nextId = 1;
  #closed: string | null = null;

  constructor(private readonly port: Port, private readonly local: object) {}

  get pending(): number { return this.#waiting.size; }

  receive(message: Message): void {
    if ('request' in message) void this.#serve(message.request);
    else if ('cancel' in message) this.#serving.get(message.cancel)?.cancel();
    else if ('answer' in message) this.#settle(message.answer, message.value, message.failure);
  }

  request(method: string, given: readonly unknown[]): Promise<unknown> {
    if (this.#closed !== null) return Promise.reject(new Cancelled(this.#closed));
    const last = given.at(-1);
    const cancel = last instanceof CancelToken ? last : undefined;
    if (cancel?.isCancelled) return Promise.reject(new Cancelled());
    const args = cancel ? given.slice(0, -1) : given;
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      // Throws, and so rejects, when an argument is not plain data.
      this.#post({ request: { id, method, args, cancellable: cancel !== undefined } });
      this.#waiting.set(id, { resolve, reject });
      cancel?.onCancel(() => {
        if (!this.#waiting.delete(id)) return;
        this.#post({ cancel: id });
        reject(new Cancelled());
      });
    });
  }

  close(reason: string): void {
    this.#closed = reason;
    for (const { reject } of this.#waiting.values()) reject(new Cancelled(reason));
    this.#waiting.clear();
    for (const cancel of this.#serving.values()) cancel.cancel();
  }

  async #serve({ id, method, args, cancellable }: Request): Promise<void> {
    const cancel = new CancelToken();
    this.#serving.set(id, cancel);
    let answer: Message;
    try {
      const handler: unknown = Reflect.get(this.local, method);
      if (typeof handler !== 'function') throw new Error(`no such method: ${method}`);
      const value = await (handler as Method).call(this.local, ...args, ...(cancellable ? [cancel] : []));
      answer = { answer: id, value };
    } catch (error) {
      answer = { answer: id, failure: failureOf(error) };
    }
    this.#serving.delete(id);
    try {
      this.#post(answer);
    } catch (error) {
      this.#post({ answer: id, failure: failureOf(error) }); // The value is not plain data: the caller is told so.
    }
  }

  #settle(id: number, value: unknown, failure: Failure | undefined): void {
    const request = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (!request) return; // Cancelled here before the answer came.
    if (failure) request.reject(errorOf(failure));
    else request.resolve(value);
  }

  #post(message: Message): void {
    if (this.#closed === null) this.port.post(message);
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof Error) {
    const code = codeOf(error);
    return { name: error.name, message: error.message, stack: error.stack, ...(code === null ? {} : { code }) };
  }
  return { name: 'Error', message: String(error) };
}

/** What kind of error it is, where it says so; null otherwise. */
export const codeOf = (error: unknown): string | null =>
  (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null);

function errorOf({ name, message, stack, code }: Failure): Error {
  if (name === 'Cancelled') return new Cancelled(message);
  const error = new RemoteError(message, code);
  if (stack !== undefined) error.stack = stack;
  return error;
}
