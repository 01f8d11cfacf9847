// S20, fixed: the export lets the loop turn every 10 ms, so that replies are read when they come.
import { TimeSlice } from '../service/time-slice.js';
import { serveAvailability } from './availability.js';

async function formatPayments(payments) {
  const slice = new TimeSlice();
  let csv = 'id;cents;state\n';
  for (let id = 0; id < payments.length; id++) {
    csv += `${id};${payments[id] / 100};paid\n`;
    if (id % 1000 === 0 && slice.isOver) await slice.next();
  }
  return csv;
}

await serveAvailability(formatPayments);
