// S23: a million awaits of promises that are resolved already. Each gives way to other tasks, none to the event loop.
import { serveStatistics } from './event-log.js';

async function sumOfMedians(cursor) {
  let sum = 0;
  // The fault: an await is not a turn of the loop. No timer and no request comes through before the last row.
  for (let row; (row = await cursor.read()); ) sum += row.sort((a, b) => a - b)[1]; // fault: S23
  return sum;
}

serveStatistics(sumOfMedians);
