// S15: a task that nobody awaits fails, and nobody learns of it.
import { serveOrders } from './order-desk.js';
import { reserve } from './warehouse.js';

function startReservation(order) {
  // The fault: when the warehouse refuses, the order stays "accepted" for ever.
  (async () => await reserve(order))(); // fault: S15
}

serveOrders(startReservation);
