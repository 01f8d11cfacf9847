// Stands in for the carrier's command-line client: it waits for a slow server far away, then prints the price.
// Usage: node carrier-client.js <postcode> <grams>
import { setTimeout as delay } from 'node:timers/promises';

const [postcode, grams] = process.argv.slice(2);
await delay(350);
console.log(JSON.stringify({ postcode, cents: 400 + Math.ceil(grams / 500) * 50 }));
