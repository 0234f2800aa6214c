import { lookupKeyForm } from '#formats/s4/event.ts';
import { type ReadSystem, rootOf } from './read-system.ts';
import { odataPage } from './s4.ts';

/** Business Central, API v2.0; the address is that of a company. */
export const businessCentralSystem: ReadSystem = {
  formats: ['business-central'],
  format: 'business-central',
  keyForm: lookupKeyForm,
  keyOf: (key) => key.toLowerCase(),
  order: (service, key) => ({ address: `${rootOf(service)}/salesOrders(${key})?$expand=salesOrderLines` }),
  changed: (service, since) => {
    const filter = encodeURIComponent(`lastModifiedDateTime ge ${since}`);
    return { address: `${rootOf(service)}/salesOrders?$select=id&$orderby=id&$filter=${filter}` };
  },
  page: (answer, asked) => odataPage(answer, asked, 'id'),
  invoices: (service, number) => {
    const filter = encodeURIComponent(`orderNumber eq '${number.replaceAll("'", "''")}'`);
    return { address: `${rootOf(service)}/salesInvoices?$select=id,status&$filter=${filter}` };
  },
  event: (key, { id, isDeleted }) => ({
    subscriptionId: id,
    value: [{ resource: `salesOrders(${key})`, changeType: isDeleted ? 'deleted' : 'updated' }],
  }),
};
