// S15, fixed: whoever starts a task in the background says what happens when it fails.
import { serveOrders } from './order-desk.js';
import { reserve } from './warehouse.js';

function startReservation(order, addToBacklog) {
  reserve(order).catch((error) => {
    order.state = error.message;
    addToBacklog(order);
  });
}

serveOrders(startReservation);
