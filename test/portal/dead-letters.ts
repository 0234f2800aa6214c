import type { CloudEvent } from '#contracts/cloud-event.ts';
import { untilNothing } from '#test/support/waiting.ts';
import type { Stage } from './stage.ts';

/** Messages that the ledger cannot process: counts of device types that no product has. */

const [buoy, crane] = ['BUOY', 'CRANE'];

export async function makeDeadLetters({ publish, ask }: Stage): Promise<void> {
  await publish('devices', [report(buoy), report(crane)]);
  await untilNothing(async () => {
    const { items } = await ask<{ items: unknown[] }>('/api/dead-letters?service=ledger');
    return items.length >= 2 ? [] : [`${2 - items.length} dead letters`];
  }, 60_000);
}

/** The product that the first of them lacked. */
export const missingProduct: CloudEvent = {
  id: 'product-buoy',
  source: '/test',
  type: 'product.published.v1',
  subject: 'BUOY-1',
  data: {
    ...{ sku: 'BUOY-1', name: 'Buoy', description: 'Swims', instructionsUrl: 'https://docs.example/buoy' },
    ...{ scenario: 'activation', program: 'mist', deviceType: buoy, prices: { EUR: '1.00' } },
  },
};

function report(deviceType: string): CloudEvent {
  const data = { accountId: 'ACC-100', deviceType, inUse: 3 };
  return {
    id: `report-${deviceType}`,
    source: '/test',
    type: 'device-count.reported.v1',
    subject: data.accountId,
    data,
  };
}
