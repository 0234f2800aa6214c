import type { Violation } from '../violation.ts';

/** Whose invoices bear what an account owes (I16). */
export type InvoiceTo = 'account' | 'parent';

/** What of an account says so. */
export interface Billed {
  readonly invoiceTo?: InvoiceTo;
  readonly parentId?: string;
}

/** The account whose invoices bear it; undefined where they are its own. */
export function invoicedAccount({ invoiceTo, parentId }: Billed): string | undefined {
  return invoiceTo === 'parent' ? parentId : undefined;
}

/** What stands in the way of it: without a parent there is no invoice that lines could be on. */
export function invoiceToViolations({ invoiceTo, parentId }: Billed): Violation[] {
  if (invoiceTo !== 'parent' || parentId !== undefined) return [];
  const message = 'invoiceTo is parent, and the account has none: there is no invoice that its lines could be on';
  const remedy = 'name its parent as parentId, or leave invoiceTo out';
  return [{ code: 'PARENT_MISSING', path: 'invoiceTo', value: invoiceTo, message, remedy }];
}

/** For a message's schema: no service could do what it says. */
export function checkInvoiceTo(
  told: Billed,
  context: { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void },
): void {
  for (const { path = '', message, remedy } of invoiceToViolations(told)) {
    context.addIssue({ code: 'custom', path: [path], message: `is refused: ${message}; ${remedy}` });
  }
}
