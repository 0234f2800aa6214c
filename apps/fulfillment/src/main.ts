import 'reflect-metadata';
import { runServices } from '#runtime/process/process.ts';
import { FulfillmentModule } from './fulfillment.module.ts';

await runServices([{ name: 'fulfillment', module: FulfillmentModule }]);
