// The shipping desk: what it costs to send a parcel. The carrier is asked with the program that it hands out.
import { fileURLToPath } from 'node:url';
import { serve } from '../service/serve.js';

const carrierClient = fileURLToPath(new URL('./carrier-client.js', import.meta.url));

/** The arguments for Node.js with which the carrier's client asks for the price of one parcel. */
const question = ({ postcode, grams }) => [carrierClient, postcode, String(grams)];

export function serveShipping(askCarrier) {
  async function priceOf(parcel) {
    const { cents } = JSON.parse(await askCarrier(question(parcel)));
    return cents + 90;
  }

  async function quote({ postcode, grams }) {
    const cents = await priceOf({ postcode, grams: Number(grams) });
    return { postcode, cents };
  }

  serve({
    routes: { 'GET /shipping': quote },
    clients: [{ path: '/shipping?postcode=20457&grams=1200', everyMs: 700, firstMs: 300 }],
  });
}
