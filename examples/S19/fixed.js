// S19, fixed: a rate that does not come within a second is an error, which the customer is told.
import { serveCheckout } from './checkout.js';

async function fetchRate(url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(1000) });
  return await response.json();
}

await serveCheckout(fetchRate);
