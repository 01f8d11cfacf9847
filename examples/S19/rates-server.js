// Stands in for a bank's server of exchange rates: answers at once, but accepts questions for one currency and falls silent.
import { createServer } from 'node:http';
import '../service/stop-with-parent.js';

const rates = { '/rates/EUR': 1, '/rates/USD': 1.08, '/rates/SEK': 11.3 };

const server = createServer((request, response) => {
  // A query that hangs in the bank's database: the connection stays open, and no byte comes.
  if (request.url === '/rates/CHF') return;
  response.end(JSON.stringify({ rate: rates[request.url] ?? null }));
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
