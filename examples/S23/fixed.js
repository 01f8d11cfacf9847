// S23, fixed: every 10 ms the loop may turn.
import { TimeSlice } from '../service/time-slice.js';
import { serveStatistics } from './event-log.js';

async function sumOfMedians(cursor) {
  const slice = new TimeSlice();
  let sum = 0;
  for (let row; (row = await cursor.read()); ) {
    sum += row.sort((a, b) => a - b)[1];
    if (slice.isOver) await slice.next();
  }
  return sum;
}

serveStatistics(sumOfMedians);
