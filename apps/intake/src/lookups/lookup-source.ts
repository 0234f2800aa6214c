import { z } from 'zod';
import { httpsUrl } from '#contracts/text/primitives.ts';
import type { FormatName } from '#formats/reading.ts';
import { lookupKeyForm } from '#formats/s4/event.ts';

const secretFile = z.string().min(1).describe('A file that holds the secret and nothing else.');
const local = z.url({ protocol: /^http$/, hostname: /^(127\.0\.0\.1|localhost)$/ });

/** An address of another system: https, or http on this very machine. */
export const systemAddress = z.union([httpsUrl, local]);

/** What another system knows us by; secrets are files. */
export const systemCredentials = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('basic'), user: z.string().min(1), secretFile }),
  z.strictObject({
    kind: z.literal('oauth2'),
    tokenAddress: systemAddress,
    clientId: z.string().min(1),
    scope: z.string().min(1).optional(),
    secretFile,
  }),
  z.strictObject({ kind: z.literal('api-key'), header: z.string().regex(/^[A-Za-z0-9-]{1,64}$/), secretFile }),
]);

export type SystemCredentials = z.infer<typeof systemCredentials>;

/** How a sender's orders are read back: where, as what, and with which credentials, whose secrets are files. */
export const lookupSource = z.strictObject({
  system: z.enum(['s4-v2', 's4-v4', 'business-central']),
  /** Of the service; for Business Central up to the company. It never comes from an event. */
  address: systemAddress,
  credentials: systemCredentials,
});

/** What a sender's documents have to be allowed to be: what its system notifies by, and what is read. */
export const lookupFormats: Readonly<Record<LookupSource['system'], readonly FormatName[]>> = {
  's4-v2': ['s4-event', 's4'],
  's4-v4': ['s4-event', 's4'],
  'business-central': ['business-central'],
};

export type LookupSource = z.infer<typeof lookupSource>;

const expandV2 = 'to_Item/to_PricingElement,to_Item/to_ScheduleLine,to_Item/to_Partner,to_Partner/to_Address';
const expandV4 = '_Item($expand=_ItemPricingElement,_ItemScheduleLine),_Partner($expand=_Address)';

/**
 * The address of one order. Keys come from outside: what is not letters, digits, `-` and `_` is in no address.
 * @throws RangeError for a key that is none
 */
export function orderAddress({ system, address: service }: LookupSource, key: string): string {
  if (!lookupKeyForm.test(key))
    throw new RangeError('the key of an order has other signs than letters, digits, - and _');
  const root = service.replace(/\/+$/, '');
  if (system === 's4-v2') return `${root}/A_SalesOrder('${key}')?$format=json&$expand=${expandV2}`;
  if (system === 's4-v4') return `${root}/SalesOrder/${key}?$expand=${expandV4}`;
  return `${root}/salesOrders(${key})?$expand=salesOrderLines`;
}

/** The address of the first page of the orders that changed since an instant in UTC, keys only. */
export function changedAddress({ system, address: service }: LookupSource, since: string): string {
  const root = service.replace(/\/+$/, '');
  if (system === 's4-v2') {
    const filter = encodeURIComponent(`LastChangeDateTime ge datetimeoffset'${since}'`);
    return `${root}/A_SalesOrder?$format=json&$select=SalesOrder&$orderby=SalesOrder&$filter=${filter}`;
  }
  const [entity, field, key] =
    system === 's4-v4'
      ? ['SalesOrder', 'LastChangeDateTime', 'SalesOrder']
      : ['salesOrders', 'lastModifiedDateTime', 'id'];
  return `${root}/${entity}?$select=${key}&$orderby=${key}&$filter=${encodeURIComponent(`${field} ge ${since}`)}`;
}

/** The address of the invoices that Business Central has posted of an order, by the order's number; undefined for other systems. */
export function invoicesAddress({ system, address: service }: LookupSource, number: string): string | undefined {
  if (system !== 'business-central') return undefined;
  const filter = encodeURIComponent(`orderNumber eq '${number.replaceAll("'", "''")}'`);
  return `${service.replace(/\/+$/, '')}/salesInvoices?$select=id,status&$filter=${filter}`;
}
