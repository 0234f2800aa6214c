import { jsonField } from '../json/fields.ts';
import { type JsonNode, jsonAt, jsonItemsAt } from '../json/tree.ts';
import type { Found } from '../reading.ts';

/** What a data event says: the key of the order whose row was made, changed or deleted. */
export interface DataEvent {
  readonly company?: Found<string>;
  readonly number?: Found<string>;
  readonly isDeleted: boolean;
}

/** The virtual tables of sales order headers, of whichever version, and of their lines. */
const table = /^mserp_salesorder(header|line)/i;

/**
 * A data event: the execution context that Dataverse sends where a row of a virtual table was made, changed or deleted. The row stands in
 * `Target`, of a deletion in `PreImage`; its fields are those of the entity, in small letters behind `mserp_`. Undefined for other documents.
 */
export function dataEventIn(root: JsonNode): DataEvent | undefined {
  const parameters = jsonItemsAt(root, 'InputParameters');
  if (parameters.length === 0) return undefined;
  const isOfOrders = table.test(jsonField(root, 'PrimaryEntityName')?.value ?? '');
  const attributes = isOfOrders
    ? parameters.flatMap((parameter) => jsonItemsAt(jsonAt(parameter, 'value'), 'Attributes'))
    : [];
  const attribute = (name: string) => {
    const found = attributes.find((each) => jsonField(each, 'key')?.value.toLowerCase() === `mserp_${name}`);
    return jsonField(found, 'value');
  };
  return {
    company: attribute('dataareaid'),
    number: attribute('salesordernumber'),
    // A line that is deleted leaves its order.
    isDeleted:
      /Deleted?$/i.test(jsonField(root, 'MessageName')?.value ?? '') &&
      /header/i.test(jsonField(root, 'PrimaryEntityName')?.value ?? ''),
  };
}
