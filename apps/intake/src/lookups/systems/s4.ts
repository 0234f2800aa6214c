import { lookupKeyForm } from '#formats/s4/event.ts';
import { type Json, keysIn, type ListPage, type ReadSystem, rootOf, type SystemAsk } from './read-system.ts';

/** S/4HANA: API_SALES_ORDER_SRV (OData V2) and CE_SALESORDER_0001 (V4). */

const expandV2 = 'to_Item/to_PricingElement,to_Item/to_ScheduleLine,to_Item/to_Partner,to_Partner/to_Address';
const expandV4 = '_Item($expand=_ItemPricingElement,_ItemScheduleLine),_Partner($expand=_Address)';

const common: Pick<ReadSystem, 'formats' | 'format' | 'keyForm' | 'keyOf' | 'hasNumbersAsKeys' | 'page' | 'event'> = {
  formats: ['s4-event', 's4'],
  format: 's4',
  keyForm: lookupKeyForm,
  keyOf: (key) => key.replace(/^0+(?=\d+$)/, ''),
  hasNumbersAsKeys: true,
  page: (answer, asked) => odataPage(answer, asked, 'SalesOrder'),
  event: (key, { id, sender, isDeleted }) => ({
    specversion: '1.0',
    id,
    source: `/senders/${sender}`,
    type: `sap.s4.beh.salesorder.v1.SalesOrder.${isDeleted ? 'Deleted' : 'Changed'}.v1`,
    data: { SalesOrder: key },
  }),
};

export const s4V2System: ReadSystem = {
  ...common,
  order: (service, key) => ({ address: `${rootOf(service)}/A_SalesOrder('${key}')?$format=json&$expand=${expandV2}` }),
  changed: (service, since) => {
    const filter = encodeURIComponent(`LastChangeDateTime ge datetimeoffset'${since}'`);
    const query = `$format=json&$select=SalesOrder&$orderby=SalesOrder&$filter=${filter}`;
    return { address: `${rootOf(service)}/A_SalesOrder?${query}` };
  },
};

export const s4V4System: ReadSystem = {
  ...common,
  order: (service, key) => ({ address: `${rootOf(service)}/SalesOrder/${key}?$expand=${expandV4}` }),
  changed: (service, since) => {
    const filter = encodeURIComponent(`LastChangeDateTime ge ${since}`);
    return { address: `${rootOf(service)}/SalesOrder?$select=SalesOrder&$orderby=SalesOrder&$filter=${filter}` };
  },
};

/** Keys of a page of OData and the address of the next one: V4 may write that below the address of this one. */
export function odataPage(answer: unknown, { address }: SystemAsk, key: string): ListPage {
  const root = answer as Json;
  const page = (root.d ?? root) as Json;
  const next = page.__next ?? page['@odata.nextLink'];
  const to = typeof next === 'string' ? (URL.parse(next, address)?.href ?? next) : undefined;
  return { keys: keysIn(page.results ?? page.value, key), next: to === undefined ? undefined : { address: to } };
}
