// The demo: an order service with faults S01 and S08. Run it with `node examples/orders/main.js`.
import { PriceDesk } from '../S01/faulty.js';
import { Fulfilment } from '../S08/faulty.js';
import { MessageBus } from './message-bus.js';
import { run } from './run.js';
import { connectSupplier } from './supplier.js';

const bus = connectSupplier(new MessageBus());
run({ prices: new PriceDesk(bus), fulfilment: new Fulfilment() });
