// Healthy: downloads of 100 MB to clients that read slowly. Between two reads the stream waits, and takes no memory.
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { startChild } from '../service/child.js';
import { announce } from '../service/serve.js';

const piece = Buffer.alloc(64 * 1024);
const pieces = 1600;

async function* readArchive() {
  for (let i = 0; i < pieces; i++) yield piece;
}

async function download(response) {
  response.writeHead(200, { 'content-type': 'application/octet-stream' });
  try {
    await pipeline(Readable.from(readArchive()), response);
  } catch (error) {
    // Clients may leave before the end.
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') console.error(error);
  }
}

const server = createServer((request, response) => {
  request.resume();
  if (request.url === '/archive') return download(response);
  response.end('{"ok":true}');
});
announce(server, (address) => {
  startChild(new URL('./slow-readers.js', import.meta.url), [address]);
});
