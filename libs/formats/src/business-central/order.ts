import { addDecimals, compareDecimals, multiplyDecimals, negateDecimal } from '../decimal.ts';
import { jsonDecimal, jsonField } from '../json/fields.ts';
import { type JsonNode, jsonItemsAt } from '../json/tree.ts';
import type { Allowance, Decimal, Found, SourceLine, SourceParty, SourceReading, Tell } from '../reading.ts';
import { expanded, odataDay, odataInstant } from '../s4/odata.ts';

const nothing: Decimal = { digits: 0n, scale: 0 };

/** A `salesOrder` with its expanded `salesOrderLines`. */
export function businessCentralOrder(order: JsonNode, tell: Tell): SourceReading | undefined {
  const id = jsonField(order, 'number');
  if (!id) {
    tell({
      code: 'ORDER_NUMBER_MISSING',
      at: order.at,
      message: 'the order has no number',
      remedy: 'send it as number',
    });
    return undefined;
  }
  if (!expanded(order, 'salesOrderLines')) {
    const remedy = 'read the order with $expand=salesOrderLines';
    tell({ code: 'ITEMS_MISSING', at: order.at, message: 'the lines of the order are not in the document', remedy });
    return undefined;
  }
  const isGross = jsonField(order, 'pricesIncludeTax')?.value === 'true';
  const lines = jsonItemsAt(order, 'salesOrderLines').filter(isCounted);
  const total = jsonDecimal(order, tell, 'totalAmountExcludingTax');
  const status = jsonField(order, 'status');
  const isReleased = !status || status.value === 'Open' || status.value === 'Released';
  return {
    format: 'business-central',
    act: 'whole',
    test: false,
    id,
    version: odataInstant(jsonField(order, 'lastModifiedDateTime')),
    documentId: jsonField(order, 'id')?.value,
    purchaseOrder: jsonField(order, 'externalDocumentNumber'),
    placed: odataDay(jsonField(order, 'orderDate')),
    // Empty is the company's own currency, which the profile knows.
    currency: jsonField(order, 'currencyCode'),
    parties: partiesOf(order),
    lines: lines.map((line) => lineOf(line, order, isGross, tell)),
    allowances: [],
    totals: total ? [{ of: 'lines', value: total }] : [],
    hold: isReleased ? undefined : { value: `status ${status.value}`, at: status.at },
  };
}

/** Comments and empty lines order nothing; all others do, whatever they are. */
function isCounted(line: JsonNode): boolean {
  const type = jsonField(line, 'lineType')?.value;
  return type !== undefined && type.trim() !== '' && type !== 'Comment' && type !== '_x0020_';
}

function lineOf(line: JsonNode, order: JsonNode, isGross: boolean, tell: Tell): SourceLine {
  const quantity = jsonDecimal(line, tell, 'quantity');
  const amount = jsonDecimal(line, tell, 'netAmount', 'amountExcludingTax');
  const number = jsonField(line, 'lineObjectNumber');
  return {
    at: line.at,
    number: jsonField(line, 'sequence'),
    name: jsonField(line, 'description'),
    items: number ? [{ by: 'seller', id: number }] : [],
    quantity,
    unit: jsonField(line, 'unitOfMeasureCode'),
    amount,
    ...pricing(line, { quantity, amount, isGross }, tell),
    notBefore: odataDay(jsonField(line, 'shipmentDate')) ?? odataDay(jsonField(order, 'requestedDeliveryDate')),
    properties: {},
  };
}

interface Worth {
  readonly quantity?: Found<Decimal>;
  readonly amount?: Found<Decimal>;
  readonly isGross: boolean;
}

/** The unit price, with what lies between it and the net amount; where prices have tax in them, the net amount for the whole quantity. */
function pricing(
  line: JsonNode,
  { quantity, amount, isGross }: Worth,
  tell: Tell,
): Pick<SourceLine, 'price' | 'priceBase' | 'allowances'> {
  const price = jsonDecimal(line, tell, 'unitPrice');
  if (isGross && amount && quantity) return { price: amount, priceBase: quantity, allowances: [] };
  if (isGross) {
    const at = price?.at ?? line.at;
    tell({
      code: 'PRICE_INCLUDES_TAX',
      at,
      message: 'the price has tax in it, and no net amount stands beside',
      remedy: 'send netAmount',
    });
  }
  return {
    price,
    allowances:
      price && quantity ? discountOf(line, { price: price.value, quantity: quantity.value, amount }, tell) : [],
  };
}

function discountOf(
  line: JsonNode,
  {
    price,
    quantity,
    amount,
  }: { readonly price: Decimal; readonly quantity: Decimal; readonly amount?: Found<Decimal> },
  tell: Tell,
): Allowance[] {
  const stated = jsonDecimal(line, tell, 'discountAmount');
  const reason = (at: Found<string>['at']): Found<string> => ({ value: 'discount', at });
  if (!amount) {
    return stated && stated.value.digits !== 0n
      ? [{ kind: 'allowance', amount: stated, reason: reason(stated.at) }]
      : [];
  }
  const difference = addDecimals(amount.value, negateDecimal(multiplyDecimals(price, quantity)));
  const sign = compareDecimals(difference, nothing);
  if (sign === 0) return [];
  const value = sign < 0 ? negateDecimal(difference) : difference;
  return [{ kind: sign < 0 ? 'allowance' : 'charge', amount: { value, at: amount.at }, reason: reason(amount.at) }];
}

function partiesOf(order: JsonNode): SourceParty[] {
  const customer = jsonField(order, 'customerNumber');
  const billTo = jsonField(order, 'billToCustomerNumber');
  const mail = jsonField(order, 'email');
  const parties: SourceParty[] = [
    {
      role: 'buyer',
      ids: customer ? [customer] : [],
      name: jsonField(order, 'customerName'),
      country: jsonField(order, 'sellToCountry'),
      mails: mail ? [mail] : [],
    },
  ];
  if (billTo) {
    parties.push({
      role: 'billTo',
      ids: [billTo],
      name: jsonField(order, 'billToName'),
      country: jsonField(order, 'billToCountry'),
      mails: [],
    });
  }
  return parties;
}
