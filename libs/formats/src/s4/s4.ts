import { charsetOf } from '../decode.ts';
import { attempt, type Format, type Head, Unreadable } from '../format.ts';
import { jsonDecimal, jsonField } from '../json/fields.ts';
import { type JsonNode, readJsonTree } from '../json/tree.ts';
import type { Found, ReadResult, SourceParty, SourceReading, SourceRole, SourceViolation, Tell } from '../reading.ts';
import { lookupKeyForm } from './event.ts';
import { countedItems, isRejected, s4Line } from './lines.ts';
import { entitiesIn, expanded, odataDay, odataInstant, withoutZeros } from './odata.ts';

/** Sales orders of S/4HANA as OData gives them: V2 (`API_SALES_ORDER_SRV`) and V4 (`CE_SALESORDER_0001`). Mapping: README.md. */
export const s4: Format = {
  name: 's4',
  detect: ({ start }) =>
    /^[^\w<]*\{/.test(start) &&
    /A_SalesOrder\b|CE_SALESORDER|"SalesOrder"\s*:/.test(start) &&
    !/"specversion"/.test(start),
  read: (bytes, head) => attempt(() => readSalesOrders(bytes, head)),
};

/** Order types that give back or credit. */
const notOrders = ['RE', 'RE2', 'CR', 'DR', 'CBRE', 'GA2', 'G2', 'L2'];

function readSalesOrders(bytes: Uint8Array, head: Head): ReadResult {
  const root = readJsonTree(bytes, charsetOf(head.contentType));
  const violations: SourceViolation[] = [];
  const readings = entitiesIn(root).flatMap(
    (entity) => orderOf(entity, (violation) => void violations.push(violation)) ?? [],
  );
  if (readings.length === 0 && violations.length === 0) throw new Unreadable('there is no sales order in it', root.at);
  return { readings, violations };
}

function orderOf(order: JsonNode, tell: Tell): SourceReading | undefined {
  const key = jsonField(order, 'SalesOrder');
  if (!key || !lookupKeyForm.test(key.value)) {
    const message = key ? 'SalesOrder is no number of an order' : 'SalesOrder is missing';
    tell({ code: 'ORDER_NUMBER_MISSING', at: key?.at ?? order.at, message, value: key?.value.slice(0, 40) });
    return undefined;
  }
  const items = expanded(order, 'to_Item', '_Item');
  if (!items) {
    const remedy = 'read the order with $expand=to_Item (V4: _Item)';
    tell({ code: 'ITEMS_MISSING', at: order.at, message: 'the items of the order are not in the document', remedy });
    return undefined;
  }
  const isCanceled =
    jsonField(order, 'OverallSDDocumentRejectionSts')?.value === 'C' || (items.length > 0 && items.every(isRejected));
  // What is canceled need not be right.
  const told = isCanceled ? () => {} : tell;
  const type = jsonField(order, 'SalesOrderType');
  if (type && notOrders.includes(type.value)) {
    const message = `documents of type ${type.value} give back or credit; they are no orders`;
    told({ code: 'NOT_AN_ORDER', at: type.at, message, value: type.value });
  }
  const total = jsonDecimal(order, told, 'TotalNetAmount');
  return {
    format: 's4',
    act: isCanceled ? 'cancel' : 'whole',
    test: false,
    id: withoutZeros(key),
    version: odataInstant(jsonField(order, 'LastChangeDateTime')),
    purchaseOrder: jsonField(order, 'PurchaseOrderByCustomer'),
    placed: odataDay(jsonField(order, 'SalesOrderDate', 'CreationDate')),
    currency: jsonField(order, 'TransactionCurrency'),
    parties: partiesOf(order),
    lines: countedItems(items, told).map((item) => s4Line(item, order, told)),
    allowances: [],
    totals: total && !isCanceled ? [{ of: 'lines', value: total }] : [],
    hold: isCanceled ? undefined : holdOf(order, items),
    kept: type ? { orderType: type.value } : {},
  };
}

/** The first of everything that says that nothing is to be delivered or billed yet. */
function holdOf(order: JsonNode, items: readonly JsonNode[]): Found<string> | undefined {
  const why = (found: Found<string> | undefined, reason: string): Found<string> | undefined =>
    found && { value: `${reason} ${found.value}`, at: found.at };
  const credit = jsonField(order, 'TotalCreditCheckStatus');
  const approval = jsonField(order, 'SalesDocApprovalStatus');
  const open = items.filter((item) => !isRejected(item));
  const schedules = open.flatMap(
    (item) => expanded(item, 'to_ScheduleLine', '_ItemScheduleLine', '_ScheduleLine') ?? [],
  );
  return (
    why(jsonField(order, 'DeliveryBlockReason'), 'delivery block') ??
    why(jsonField(order, 'HeaderBillingBlockReason'), 'billing block') ??
    why(credit?.value === 'B' ? credit : undefined, 'credit check') ??
    // Anything but "approved" is not approved.
    why(approval && approval.value !== 'B' ? approval : undefined, 'approval status') ??
    open.map((item) => why(jsonField(item, 'ItemBillingBlockReason'), 'billing block of an item')).find(Boolean) ??
    schedules
      .map((each) => why(jsonField(each, 'DelivBlockReasonForSchedLine'), 'delivery block of an item'))
      .find(Boolean)
  );
}

/** Partner functions, in English and in German; those who are billed before those who pay. */
const functions: readonly (readonly [code: string, role: SourceRole])[] = [
  ['SP', 'buyer'],
  ['AG', 'buyer'],
  ['SH', 'shipTo'],
  ['WE', 'shipTo'],
  ['BP', 'billTo'],
  ['RE', 'billTo'],
  ['PY', 'billTo'],
  ['RG', 'billTo'],
];

function partiesOf(order: JsonNode): SourceParty[] {
  const partners = (expanded(order, 'to_Partner', '_Partner') ?? []).map(partyOf);
  const rank = (code: string) => functions.findIndex(([known]) => known === code);
  const parties = partners.sort((a, b) => rank(a.code) - rank(b.code)).map(({ party }) => party);
  const [soldTo, seller] = [jsonField(order, 'SoldToParty'), jsonField(order, 'SalesOrganization')];
  const bare = (role: SourceRole, id: Found<string>): SourceParty => ({ role, ids: [withoutZeros(id)], mails: [] });
  const hasBuyer = parties.some(({ role, ids }) => role === 'buyer' && ids.length > 0);
  return [
    ...(soldTo && !hasBuyer ? [bare('buyer', soldTo)] : []),
    ...parties,
    ...(seller ? [bare('seller', seller)] : []),
  ];
}

function partyOf(partner: JsonNode): { readonly code: string; readonly party: SourceParty } {
  const code = jsonField(partner, 'PartnerFunction', 'PartnerFunctionInternalCode')?.value ?? '';
  const role = functions.find(([known]) => known === code)?.[1] ?? (`other:${code.slice(0, 40) || 'partner'}` as const);
  const addresses = expanded(partner, 'to_Address', '_Address', '_PartnerAddress') ?? [];
  const [address] = addresses;
  const id = jsonField(partner, 'Customer', 'Supplier', 'ContactPerson', 'Personnel');
  return {
    code,
    party: {
      role,
      ids: id && /[^0]/.test(id.value) ? [withoutZeros(id)] : [],
      name: jsonField(
        address,
        'OrganizationName1',
        'OrganizationName',
        'PersonFullName',
        'BusinessPartnerName1',
        'FullName',
      ),
      country: jsonField(address, 'Country'),
      mails: addresses.flatMap((each) => jsonField(each, 'EmailAddress') ?? []),
    },
  };
}
