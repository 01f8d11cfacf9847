// S19: a call to another service, with no limit to how long it may take.
import { serveCheckout } from './checkout.js';

async function fetchRate(url) {
  // The fault: fetch waits five minutes for the first byte unless told otherwise.
  const response = await fetch(url); // fault: S19
  return await response.json();
}

await serveCheckout(fetchRate);
