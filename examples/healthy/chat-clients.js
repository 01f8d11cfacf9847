// A thousand people in a chat room, of whom one says something every ten seconds.
import { once } from 'node:events';
import { WebSocket } from 'ws';
import '../service/stop-with-parent.js';

const address = `${process.argv[2].replace('http', 'ws')}/chat`;
const people = [];

// One after the other, as nobody's room fills in one moment.
while (people.length < 1000) {
  const socket = new WebSocket(address);
  // The service may be gone, which ends this program soon.
  socket.on('error', () => {});
  await once(socket, 'open');
  people.push(socket);
}
let turn = 0;
setInterval(() => people[turn++ % people.length].send('hello'), 10_000);
