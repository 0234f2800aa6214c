import { salesforceKeyForm } from '#formats/salesforce/salesforce.ts';
import { type Json, keysIn, type ReadSystem, rootOf, type SystemService } from './read-system.ts';

/** What every organization has of an order and its items; what packages and features add, a profile names. */
const orderFields = [
  ...['Id', 'OrderNumber', 'Status', 'PoNumber', 'EffectiveDate', 'LastModifiedDate', 'AccountId'],
  ...['Account.Name', 'Account.AccountNumber', 'ShipToContact.Email', 'BillToContact.Email'],
];
const itemFields = [
  ...['Id', 'OrderItemNumber', 'Quantity', 'UnitPrice', 'TotalPrice', 'ServiceDate', 'Description'],
  ...['Product2.Name', 'Product2.ProductCode'],
];

/** Salesforce, REST API; the address is `https://DOMAIN.my.salesforce.com/services/data/vNN.0`. */
export const salesforceSystem: ReadSystem = {
  formats: ['salesforce'],
  format: 'salesforce',
  keyForm: salesforceKeyForm,
  keyOf: (key) => key,
  takes: ['fields'],
  order: (service, key) => {
    const { order = [], lines = [] } = service.fields ?? {};
    const items = `(SELECT ${once([...itemFields, ...lines])} FROM OrderItems)`;
    return query(service, `SELECT ${once([...orderFields, ...order])}, ${items} FROM Order WHERE Id = '${key}'`);
  },
  isMissing: (answer) => (answer as Json).totalSize === 0,
  changed: (service, since) =>
    query(service, `SELECT Id FROM Order WHERE SystemModstamp >= ${since} ORDER BY SystemModstamp, Id`),
  page: (answer, { address }) => {
    const { records, nextRecordsUrl } = answer as Json;
    const next = typeof nextRecordsUrl === 'string' ? URL.parse(nextRecordsUrl, address)?.href : undefined;
    return { keys: keysIn(records, 'Id'), next: next === undefined ? undefined : { address: next } };
  },
  event: (key, { isDeleted }) => ({
    payload: {
      ChangeEventHeader: { entityName: 'Order', recordIds: [key], changeType: isDeleted ? 'DELETE' : 'UPDATE' },
    },
  }),
};

function query(service: SystemService, soql: string) {
  return { address: `${rootOf(service)}/query?q=${encodeURIComponent(soql)}` };
}

/** A field that stands twice is an error there. */
function once(fields: readonly string[]): string {
  return [...new Set(fields)].join(', ');
}
