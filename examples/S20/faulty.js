// S20: an export keeps the loop busy, and the timeouts of unrelated, quick calls fire.
import { serveAvailability } from './availability.js';

async function formatPayments(payments) {
  let csv = 'id;cents;state\n';
  // The fault: replies that came in meanwhile are read after the timers, for which it is too late by then.
  for (let id = 0; id < payments.length; id++) csv += `${id};${payments[id] / 100};paid\n`; // fault: S20
  return csv;
}

await serveAvailability(formatPayments);
