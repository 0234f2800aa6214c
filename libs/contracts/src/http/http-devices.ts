import { z } from 'zod';
import { accountIdentifier, deviceId, identifier, instant, kindName, violation } from '../text/primitives.ts';
import { json, page, paging, type Route } from './http-route.ts';

/** Devices over HTTP (L5, L12): what is told here goes out on topic `devices`, as from device management. */

const devices = z.array(deviceId).min(1).max(500);

/** Body of `POST /api/accounts/ID/devices`: single devices, or the absolute count. */
export const deviceReport = z
  .object({
    sku: identifier.optional(),
    deviceType: kindName.optional(),
    enrolled: devices.optional().describe('Ids of devices that are enrolled now.'),
    unenrolled: devices.optional().describe('Ids of devices that are enrolled no longer.'),
    inUse: z
      .int()
      .min(0)
      .max(100_000_000)
      .optional()
      .describe('How many devices there are, replacing what was counted before; without `enrolled` and `unenrolled`.'),
  })
  .refine(
    ({ sku, deviceType }) => sku !== undefined || deviceType !== undefined,
    'names neither a sku nor a deviceType',
  )
  .refine(
    ({ enrolled, unenrolled, inUse }) => (inUse === undefined) !== (enrolled === undefined && unenrolled === undefined),
    'has to have either inUse, or enrolled and unenrolled or one of the two',
  );

export type DeviceReport = z.infer<typeof deviceReport>;

const reported = z.object({
  accountId: accountIdentifier,
  events: z.int().describe('How many events went out: one for each device, or one for the count.'),
  warnings: z
    .array(violation)
    .optional()
    .describe('Taken all the same: the product is not in the catalog, and the account has no licenses of it.'),
});

const deviceCount = z.object({
  sku: identifier.optional(),
  deviceType: identifier.optional(),
  inUse: z.int().describe('How many devices are enrolled.'),
  reportedAt: instant
    .optional()
    .describe('When an absolute count was last reported; devices since then are counted on top.'),
});

/** Schemas of these routes that are worth a name. */
export const deviceSchemas = { DeviceReport: deviceReport, DeviceCount: deviceCount };

const parameters = { accountId: 'As the account system gave it.' };
const noAccount = 'There is no such account that you can see.';

export const deviceRoutes: readonly Route[] = [
  {
    id: 'listDevices',
    method: 'GET',
    path: '/api/accounts/{accountId}/devices',
    service: 'ledger',
    summary: 'How many devices an account has enrolled, by product and by device type',
    parameters,
    query: paging,
    answers: [json(200, 'A page of counts.', page(deviceCount))],
    problems: { 404: noAccount },
  },
  {
    id: 'reportDevices',
    method: 'POST',
    path: '/api/accounts/{accountId}/devices',
    service: 'ledger',
    summary: 'Tell which devices are enrolled and which no longer are, or how many there are',
    description:
      'For administrators who may change what the account has, and operators. It goes out on topic `devices`, as from device ' +
      'management; the ledger has taken it over a moment later. With a sku devices are counted for that product, else for their type.',
    parameters,
    body: { 'application/json': deviceReport },
    idempotent: true,
    answers: [json(202, 'Published.', reported)],
    problems: { 404: noAccount, 422: 'Refused: what the body has to be, or who may report.' },
  },
];
