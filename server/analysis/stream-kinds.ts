/** Streams of Node by origin key: what reads, what writes, and what seldom fails. */

const readable =
  /^(?:fs\.ReadStream#|stream\.(?:Readable|Duplex|Transform|PassThrough)#|stream\.Readable\.from\(\)|stream\.Readable\.fromWeb\(\)|zlib\.Transform#|crypto\.Transform#|net\.Socket#|http\.IncomingMessage#|express\.Request#|process\.stdin|child_process\.ChildProcess#std(?:out|err))$/;
const writable =
  /^(?:fs\.WriteStream#|stream\.(?:Writable|Duplex|Transform|PassThrough)#|zlib\.Transform#|crypto\.Transform#|net\.Socket#|http\.ServerResponse#|http\.ClientRequest#|express\.Response#|fastify\.Reply#raw|koa\.Context#res|child_process\.ChildProcess#stdin)$/;

export const isReadable = (key: string | null): boolean => key !== null && readable.test(key);

export const isWritable = (key: string | null): boolean => key !== null && writable.test(key);

/** The sides of a request that the server ends by itself, the streams of a terminal, and what only passes on. */
export function seldomFails(key: string | null, isDestination: boolean): boolean {
  if (key === null) return isDestination;
  if (/^process\.std(?:in|out|err)$/.test(key)) return true;
  if (/^child_process\.ChildProcess#std(?:out|err)$/.test(key)) return true;
  // It only passes on what others write.
  if (!isDestination && key === 'stream.PassThrough#') return true;
  return isDestination
    ? /^(?:http\.ServerResponse#|express\.Response#|koa\.Context#res|fastify\.Reply#raw)$/.test(
        key,
      ) ||
        (!writable.test(key) && !readable.test(key))
    : /^(?:http\.IncomingMessage#|express\.Request#)$/.test(key);
}
