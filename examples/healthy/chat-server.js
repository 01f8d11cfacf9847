// Healthy: a chat room with 1,000 WebSockets, on which somebody says something every ten seconds.
import { on } from 'node:events';
import { WebSocketServer } from 'ws';
import { serve } from '../service/serve.js';

const counts = { connected: 0, messages: 0 };

const server = serve({
  programs: [new URL('./chat-clients.js', import.meta.url)],
  counts: () => counts,
});
const room = new WebSocketServer({ server, path: '/chat' });

function sayToAll(text) {
  counts.messages++;
  for (const socket of room.clients) socket.send(text);
}

/** One for each client, as long as it stays. */
async function listenTo(socket) {
  const left = new AbortController();
  socket.once('close', () => left.abort());
  for await (const [data] of on(socket, 'message', { signal: left.signal })) {
    sayToAll(data.toString());
  }
}

room.on('connection', async (socket) => {
  counts.connected++;
  await listenTo(socket).catch((error) => {
    if (error.name !== 'AbortError') console.error(error);
  });
  counts.connected--;
});
