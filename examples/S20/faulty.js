// S20: an export keeps the loop busy, and the timeouts of unrelated, quick calls fire.
import { pageLength, serveAvailability } from './availability.js';

async function formatPayments(payments) {
  const pages = [];
  let page = 'id;cents;state\n';
  // The fault: replies that came in meanwhile are read after the timers, for which it is too late by then.
  for (let id = 0; id < payments.length; id++) {
    page += `${id};${payments[id] / 100};paid\n`; // fault: S20
    if (page.length > pageLength) {
      pages.push(Buffer.from(page));
      page = '';
    }
  }
  pages.push(Buffer.from(page));
  return pages;
}

await serveAvailability(formatPayments);
