// The connection against endpoints that behave badly: silent, gone, or no inspector at all.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, test } from 'vitest';
import { type FakeClient, FakeEndpoint } from '../../test/support/fake-endpoint.ts';
import { type CdpConnection, connect } from './connection.ts';

const endpoints: FakeEndpoint[] = [];

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

afterEach(() => {
  for (const endpoint of endpoints.splice(0)) endpoint.close();
});

async function open(
  onMessage: (client: FakeClient, id: number) => void,
): Promise<{ connection: CdpConnection }> {
  const endpoint = await FakeEndpoint.open((client, text) =>
    onMessage(client, JSON.parse(text).id),
  );
  endpoints.push(endpoint);
  return { connection: await connect(endpoint.url, new AbortController().signal) };
}

describe('a connection', () => {
  test('hands over what the target answers and announces', async () => {
    const { connection } = await open((socket, id) => {
      socket.send(
        '{"method":"Runtime.executionContextDestroyed","params":{"executionContextId":7}}',
      );
      socket.send(JSON.stringify({ id, result: { usedSize: 1, totalSize: 2 } }));
    });
    const destroyed: number[] = [];
    connection.on('Runtime.executionContextDestroyed', ({ executionContextId }) =>
      destroyed.push(executionContextId),
    );
    await expect(connection.send('Runtime.getHeapUsage')).resolves.toMatchObject({ usedSize: 1 });
    expect(destroyed).toEqual([7]);
  });

  test('gives a refusal of the target as it is', async () => {
    const { connection } = await open((socket, id) =>
      socket.send(JSON.stringify({ id, error: { code: -32000, message: 'no such object' } })),
    );
    const refused = connection.send('Runtime.getHeapUsage');
    await expect(refused).rejects.toThrow('no such object');
    await expect(refused).rejects.not.toHaveProperty('kind');
  });

  test('that ends fails what waits for an answer as lost, and says so once', async () => {
    const { connection } = await open((socket) => socket.terminate());
    let closed = 0;
    connection.onDidClose(() => closed++);
    const waiting = [connection.send('Runtime.enable'), connection.send('Runtime.getHeapUsage')];
    for (const answer of waiting) await expect(answer).rejects.toMatchObject({ kind: 'lost' });
    await expect(connection.send('Runtime.enable')).rejects.toMatchObject({ kind: 'lost' });
    await connection.close();
    expect(closed).toBe(1);
  });

  test('does not wait for a goodbye that is not answered, and may be closed twice', async () => {
    const { connection } = await open((socket) => socket.pause());
    void connection.send('Runtime.enable').catch(() => {});
    let closed = 0;
    connection.onDidClose(() => closed++);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const started = performance.now();
    await Promise.all([connection.close(), connection.close()]);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(closed).toBe(0);
  });

  test.each([['hello'], ['null'], ['{"method":"Runtime.executionContextDestroyed"}']])(
    'with something that is no inspector (%s) ends with a clear error',
    async (text) => {
      const { connection } = await open((socket) => socket.send(text));
      connection.on(
        'Runtime.executionContextDestroyed',
        ({ executionContextId }) => executionContextId,
      );
      await expect(connection.send('Runtime.enable')).rejects.toMatchObject({
        kind: 'unreachable',
        message: expect.stringContaining('does not speak the inspector protocol'),
      });
    },
  );

  test('keeps nothing of a listener that was taken off', async () => {
    const { connection } = await open(() => {});
    const listenOnce = () => {
      const heard = { scripts: new Map<string, string>() };
      connection
        .on('Debugger.scriptParsed', ({ scriptId, url }) => heard.scripts.set(scriptId, url))
        .dispose();
      return new WeakRef(heard);
    };
    const heard = Array.from({ length: 10 }, listenOnce);
    // A weak reference is not cleared within the turn that made it.
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    expect(heard.filter((each) => each.deref() !== undefined)).toEqual([]);
    await connection.close();
  });

  test('many requests at once bring no warning about listeners', async () => {
    const warnings: string[] = [];
    const onWarning = ({ message }: Error) => warnings.push(message);
    process.on('warning', onWarning);
    const { connection } = await open((socket, id) =>
      socket.send(JSON.stringify({ id, result: {} })),
    );
    await Promise.all(Array.from({ length: 100 }, () => connection.send('Runtime.enable')));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });
});

describe('connecting', () => {
  test('to a port where nothing listens says where', async () => {
    const url = 'ws://127.0.0.1:1/x';
    await expect(connect(url, new AbortController().signal)).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining(url),
    });
  });

  test('can be cancelled', async () => {
    await expect(connect('ws://127.0.0.1:1/x', AbortSignal.abort())).rejects.toMatchObject({
      kind: 'cancelled',
    });
  });
});
