import { erpnextKeyForm } from '#formats/erpnext/erpnext.ts';
import {
  dayBefore,
  type Json,
  keysIn,
  type ReadSystem,
  rootOf,
  type SystemAsk,
  type SystemService,
} from './read-system.ts';

const pageSize = 500;

/** ERPNext, REST API of Frappe; the address is that of the site. */
export const erpnextSystem: ReadSystem = {
  formats: ['erpnext'],
  format: 'erpnext',
  keyForm: erpnextKeyForm,
  keyOf: (key) => key,
  order: (service, key) => ({ address: `${resource(service)}/${encodeURIComponent(key)}` }),
  // Times are in the zone of the site.
  changed: (service, since) => changedFrom(service, dayBefore(since), 0),
  page: (answer, { address }, service) => {
    const keys = keysIn((answer as Json).data, 'name');
    const { searchParams } = new URL(address);
    const start = Number(searchParams.get('limit_start')) + pageSize;
    const day = /"(\d{4}-\d\d-\d\d)/.exec(searchParams.get('filters') ?? '')?.[1] ?? '';
    return { keys, next: keys.length < pageSize ? undefined : changedFrom(service, day, start) };
  },
  event: (key) => ({ doctype: 'Sales Order', name: key }),
};

const resource = (service: SystemService) => `${rootOf(service)}/api/resource/Sales%20Order`;

function changedFrom(service: SystemService, day: string, start: number): SystemAsk {
  const query = new URLSearchParams({
    fields: JSON.stringify(['name']),
    filters: JSON.stringify([['modified', '>=', `${day} 00:00:00`]]),
    // By when they were made: what changes meanwhile moves nothing over the edge of a page.
    order_by: 'creation asc',
    limit_start: String(start),
    limit_page_length: String(pageSize),
  });
  return { address: `${resource(service)}?${query}` };
}
