import { netsuiteKeyForm } from '#formats/netsuite/netsuite.ts';
import {
  dayBefore,
  type Json,
  keysIn,
  type ReadSystem,
  rootOf,
  type SystemAsk,
  type SystemService,
} from './read-system.ts';

/** NetSuite, SuiteTalk REST; the address is `https://ACCOUNT.suitetalk.api.netsuite.com/services/rest`. */
export const netsuiteSystem: ReadSystem = {
  formats: ['netsuite'],
  format: 'netsuite',
  keyForm: netsuiteKeyForm,
  keyOf: (key) => key,
  order: (service, key) => ({ address: `${rootOf(service)}/record/v1/salesOrder/${key}?expandSubResources=true` }),
  changed: (service, since) => changedAfter(service, dayBefore(since), '0'),
  page: (answer, asked, service) => {
    const { items, hasMore } = answer as Json;
    const keys = keysIn(items, 'id');
    const last = keys.at(-1);
    const day = /'(\d{4}-\d\d-\d\d)'/.exec(asked.body ?? '')?.[1] ?? '';
    // By the last key, not by an offset: what changes meanwhile moves nothing over the edge of a page.
    const next = hasMore === true && last !== undefined && netsuiteKeyForm.test(last);
    return { keys, next: next ? changedAfter(service, day, last) : undefined };
  },
  event: (key, { isDeleted }) => ({ recordType: 'salesorder', id: key, type: isDeleted ? 'delete' : 'edit' }),
};

/** SuiteQL tells times in the zone of the company: a day, and one more before it, misses nothing. */
function changedAfter(service: SystemService, day: string, key: string): SystemAsk {
  const changed = `lastmodifieddate >= TO_DATE('${day}', 'YYYY-MM-DD')`;
  const q = `SELECT id FROM transaction WHERE type = 'SalesOrd' AND ${changed} AND id > ${key} ORDER BY id`;
  return {
    address: `${rootOf(service)}/query/v1/suiteql?limit=1000`,
    headers: { prefer: 'transient' },
    body: JSON.stringify({ q }),
  };
}
