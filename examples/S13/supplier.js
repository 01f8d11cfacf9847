// Stands in for the supplier's price service: quick as long as few ask at once.
import { createHash } from 'node:crypto';

let open = 0;
let mostOpen = 0;

export const openRequests = () => ({ open, mostOpen });

/** Every request is signed, which is what it costs on this side. */
export function askPrice(sku) {
  const signature = createHash('sha256').update(`${sku}:secret`).digest('hex');
  mostOpen = Math.max(mostOpen, ++open);
  return new Promise((resolve) => {
    setTimeout(
      () => {
        open--;
        resolve({ sku, cents: Number.parseInt(signature.slice(0, 4), 16) });
      },
      10 + open / 5,
    );
  });
}
