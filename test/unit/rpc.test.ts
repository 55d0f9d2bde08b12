// Requests answer or reject, in every way a channel can go wrong.
import { describe, expect, it, vi } from 'vitest';
import { Cancelled, CancelToken, connect, RemoteError, type Port } from '../../src/protocol/rpc';

interface Calculator {
  add(a: number, b: number): Promise<number>;
  fail(): Promise<never>;
  unclonable(): Promise<unknown>;
  forever(cancel?: CancelToken): Promise<string>;
}

/** Two ends that pass structured clones, each message in a task of its own. */
function channel(): [Port, Port] {
  const listeners: [((message: unknown) => void)[], ((message: unknown) => void)[]] = [[], []];
  const end = (mine: 0 | 1, other: 0 | 1): Port => ({
    post: (message) => {
      const copy: unknown = structuredClone(message);
      setTimeout(() => { for (const listen of listeners[other]) listen(copy); }, 0);
    },
    listen: (receive) => { listeners[mine].push(receive); },
  });
  return [end(0, 1), end(1, 0)];
}

function connected() {
  const [near, far] = channel();
  const cancelled = vi.fn();
  connect(far, {
    add: async (a: number, b: number) => a + b,
    fail: async () => { throw new TypeError('no such shape'); },
    unclonable: async () => () => {},
    forever: (cancel?: CancelToken) => new Promise<string>((resolve) => {
      cancel?.onCancel(() => {
        cancelled();
        resolve('too late');
      });
    }),
  });
  return { connection: connect<Calculator>(near, {}), cancelled };
}

describe('rpc', () => {
  it('answers', async () => {
    const { connection } = connected();
    await expect(connection.remote.add(2, 3)).resolves.toBe(5);
    expect(connection.pending).toBe(0);
  });

  it('rejects with the other end\'s message and stack', async () => {
    const { connection } = connected();
    const error: unknown = await connection.remote.fail().catch((e: unknown) => e);
    expect(error).toBeInstanceOf(RemoteError);
    expect((error as RemoteError).message).toBe('no such shape');
    expect((error as RemoteError).stack).toContain('TypeError');
  });

  it('rejects a method that does not exist', async () => {
    const { connection } = connected();
    const remote = connection.remote as unknown as { divide(): Promise<number> };
    await expect(remote.divide()).rejects.toThrow('no such method: divide');
  });

  it('carries a cancellation across and rejects at once', async () => {
    const { connection, cancelled } = connected();
    const cancel = new CancelToken();
    const answer = connection.remote.forever(cancel);
    setTimeout(() => { cancel.cancel(); }, 5);
    await expect(answer).rejects.toBeInstanceOf(Cancelled);
    await vi.waitFor(() => { expect(cancelled).toHaveBeenCalledOnce(); });
  });

  it('does not send what is cancelled already', async () => {
    const { connection } = connected();
    const cancel = new CancelToken();
    cancel.cancel();
    await expect(connection.remote.forever(cancel)).rejects.toBeInstanceOf(Cancelled);
  });

  it('rejects what cannot cross, in either direction', async () => {
    const { connection } = connected();
    const remote = connection.remote as unknown as { add(a: unknown, b: unknown): Promise<unknown> };
    await expect(remote.add(new Proxy({}, {}), () => {})).rejects.toThrow(/could not be cloned/);
    await expect(connection.remote.unclonable()).rejects.toThrow(/could not be cloned/);
    expect(connection.pending).toBe(0);
  });

  it('rejects everything that is pending when it closes, and all after it', async () => {
    const { connection } = connected();
    const answers = [connection.remote.forever(), connection.remote.forever()];
    connection.close('the panel was closed');
    for (const answer of [...answers, connection.remote.add(1, 1)]) await expect(answer).rejects.toThrow('the panel was closed');
  });
});
