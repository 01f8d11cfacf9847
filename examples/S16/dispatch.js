// The dispatch desk: a customer who asks for a parcel gets an answer when it has left the house.
import { Refused } from '../service/handle-request.js';
import { serve } from '../service/serve.js';
import { Belt } from './belt.js';

export function serveDispatch(departures) {
  const counts = { asked: 0, answered: 0, cleanedUp: 0 };
  const belt = new Belt({
    onScan: (parcel) => departures.onScan(parcel),
    onTakenOff: (parcel) => departures.onTakenOff(parcel),
  });

  async function dispatch(sku) {
    const parcel = belt.put(sku);
    try {
      return await departures.next(parcel);
    } finally {
      counts.cleanedUp++;
    }
  }

  async function send({ sku }) {
    counts.asked++;
    const leftAt = await dispatch(sku).catch((error) => {
      throw new Refused(409, error.message);
    });
    counts.answered++;
    return { sku, leftAt };
  }

  serve({
    routes: { 'POST /parcels': send },
    clients: ['lamp', 'desk', 'chair'].map((sku) => ({
      path: `/parcels?sku=${sku}`,
      method: 'POST',
      everyMs: 100,
      patienceMs: 1500,
    })),
    counts: () => counts,
  });
}
