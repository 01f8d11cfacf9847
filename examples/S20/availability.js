// Availability, asked of the warehouse with a limit of 200 ms, beside an export of the day's payments.
import { startUpstream } from '../service/child.js';
import { Refused } from '../service/handle-request.js';
import { serve } from '../service/serve.js';

/** The cents of each payment of the day. */
const payments = Uint32Array.from({ length: 4_500_000 }, (_, i) => (i * 37) % 90_000);

/** Characters. In pages, the text is no burden for the garbage collector, which would block as well. */
export const pageLength = 16_384;

export async function serveAvailability(formatPayments) {
  const warehouse = await startUpstream(new URL('./stock-server.js', import.meta.url));
  const counts = { answered: 0, timedOut: 0 };

  async function askWarehouse(sku) {
    const url = new URL(`/stock/${sku}`, warehouse);
    const response = await fetch(url, { signal: AbortSignal.timeout(200) });
    return await response.json();
  }

  async function availability({ sku }) {
    try {
      const { available } = await askWarehouse(sku);
      counts.answered++;
      return { sku, available };
    } catch {
      counts.timedOut++;
      throw new Refused(504, 'the warehouse did not answer within 200 ms');
    }
  }

  async function exportPayments() {
    const pages = await formatPayments(payments);
    return { bytes: pages.reduce((sum, { length }) => sum + length, 0) };
  }

  serve({
    routes: { 'GET /availability': availability, 'POST /exports': exportPayments },
    clients: [
      ...[30, 40, 50].map((everyMs) => ({ path: '/availability?sku=lamp', everyMs })),
      { path: '/exports', method: 'POST', everyMs: 2000, firstMs: 300 },
    ],
    counts: () => counts,
  });
}
