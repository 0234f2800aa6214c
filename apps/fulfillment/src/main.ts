import 'reflect-metadata';
import { runServices } from '#runtime/process/process.ts';
import { FulfillmentModule } from './fulfillment.module.ts';
import { fulfillmentSettings } from './fulfillment.settings.ts';

await runServices([{ name: 'fulfillment', module: FulfillmentModule, settings: fulfillmentSettings }]);
