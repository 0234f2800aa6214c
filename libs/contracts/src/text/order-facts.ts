import { z } from 'zod';
import { lineOfText, recordedLine } from './primitives.ts';

/**
 * What an order says that no service decides by: it passes through all of them, in every message that has the order or the line, from
 * the sales order to the invoice. How one is added: docs/adding-a-field.md.
 */

/** Of a line, among its fields. */
export const lineFactFields = {
  buyerLineReference: lineOfText,
  buyerItemId: lineOfText,
  buyerUnit: lineOfText,
  costCenter: lineOfText,
};

/** Of the head of an order, for all of its lines. */
export const headerFactFields = {
  purchaseOrder: lineOfText,
  buyerReference: lineOfText,
  accountingCost: lineOfText,
};

/** The same as the fields of a message, where each may be absent. */
export const lineFacts = z.object(lineFactFields).partial().shape;

/** The head's, the same way. */
export const headerFacts = z.object(headerFactFields).partial().shape;

/** The head's, as services emit them; orders of earlier releases have other white space in their own number. */
export const recordedHeaderFacts = { ...headerFacts, purchaseOrder: recordedLine.optional() };

/** Those of the head and those of a line together. */
export const orderFacts = z.object({ ...headerFactFields, ...lineFactFields }).partial().shape;
