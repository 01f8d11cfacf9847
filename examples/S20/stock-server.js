// Stands in for the warehouse's server: always answers after 20 ms.
import { createServer } from 'node:http';
import '../service/stop-with-parent.js';

const server = createServer((_request, response) => {
  setTimeout(() => response.end(JSON.stringify({ available: 12 })), 20);
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
