// The checkout: what a basket costs in the customer's currency.

import { startUpstream } from '../service/child.js';
import { Refused } from '../service/handle-request.js';
import { serve } from '../service/serve.js';

export async function serveCheckout(fetchRate) {
  const bank = await startUpstream(new URL('./rates-server.js', import.meta.url));
  const counts = { asked: 0, answered: 0, refused: 0 };

  async function convert(cents, currency) {
    const { rate } = await fetchRate(new URL(`/rates/${currency}`, bank));
    return Math.round(cents * rate);
  }

  async function total({ currency, cents }) {
    counts.asked++;
    try {
      const converted = await convert(Number(cents), currency);
      counts.answered++;
      return { currency, cents: converted };
    } catch (error) {
      counts.refused++;
      throw new Refused(504, `no rate for ${currency}: ${error.message}`);
    }
  }

  const client = (currency, others) => ({
    path: `/total?currency=${currency}&cents=24900`,
    ...others,
  });
  serve({
    routes: { 'GET /total': total },
    clients: [
      client('USD', { everyMs: 150 }),
      client('SEK', { everyMs: 400 }),
      client('CHF', { everyMs: 300, firstMs: 300, patienceMs: 700 }),
    ],
    counts: () => counts,
  });
}
