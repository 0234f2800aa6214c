/** What the customer's own papers call an order, and a line of it (I11): for three-way match of invoices. */

/** What stands on a line of an invoice. */
export interface OrderReferences {
  /** The customer's own number of the order (BT-13). */
  readonly purchaseOrder?: string;
  /** What the customer routes invoices by (BT-10). */
  readonly buyerReference?: string;
  /** The customer's own number of the line (BT-132). */
  readonly buyerLineReference?: string;
}

/** The same of a whole order, in one of its revisions. */
export interface HeaderReferences extends Pick<OrderReferences, 'purchaseOrder' | 'buyerReference'> {
  /** By line number, of the lines that have one. */
  readonly lineReferences?: Readonly<Record<string, string>>;
}

/** The references of an order, of what says them at its head and on its lines. */
export function headerReferences({
  purchaseOrder,
  buyerReference,
  lines,
}: Pick<OrderReferences, 'purchaseOrder' | 'buyerReference'> & {
  readonly lines: readonly (Pick<OrderReferences, 'buyerLineReference'> & { readonly lineNumber: number })[];
}): HeaderReferences {
  const named = lines.flatMap(({ lineNumber, buyerLineReference: of }) => (of === undefined ? [] : [[lineNumber, of]]));
  return { purchaseOrder, buyerReference, ...(named.length > 0 && { lineReferences: Object.fromEntries(named) }) };
}

/** What a line is called in an order with these references. */
export function referencesOfLine(header: HeaderReferences, lineNumber: number | string): OrderReferences {
  const { purchaseOrder, buyerReference, lineReferences } = header;
  return { purchaseOrder, buyerReference, buyerLineReference: lineReferences?.[lineNumber] };
}

/** Something without its references. */
export function withoutReferences<Referred extends OrderReferences>(
  referred: Referred,
): Omit<Referred, keyof OrderReferences> {
  const { purchaseOrder: _order, buyerReference: _buyer, buyerLineReference: _line, ...rest } = referred;
  return rest;
}

/** Only those references that there are. */
export function knownReferences({
  purchaseOrder,
  buyerReference,
  buyerLineReference,
}: OrderReferences): OrderReferences {
  return {
    ...(purchaseOrder !== undefined && { purchaseOrder }),
    ...(buyerReference !== undefined && { buyerReference }),
    ...(buyerLineReference !== undefined && { buyerLineReference }),
  };
}
