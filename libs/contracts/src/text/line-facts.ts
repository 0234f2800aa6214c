import { z } from 'zod';
import { lineOfText } from './primitives.ts';

/**
 * What an order line says that no service decides by: it passes through all of them. Each fact stands among the fields of the line,
 * in every message that has the line, from the sales order to the invoice. How one is added: docs/adding-a-field.md.
 */
export const lineFactFields = {
  buyerLineReference: lineOfText,
};

/** The same as the fields of a message, where each may be absent. */
export const lineFacts = z.object(lineFactFields).partial().shape;
