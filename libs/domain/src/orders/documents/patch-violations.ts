import type { Violation } from '../../values/violation.ts';
import type { DocumentedOrder, KeptPatch, OrderAround } from './source-order.ts';

export interface WrongPatch {
  readonly violations: readonly Violation[];
}

export function unknownOrder(sourceId: string): Violation {
  return {
    code: 'UNKNOWN_ORDER',
    path: 'orderNumber',
    value: sourceId,
    message: `a change of order ${sourceId} came, and the order itself never did`,
    remedy: 'send the whole order',
  };
}

/** HEADER_CHANGED: a patch names another currency or account than the order has. */
export function headerChanged(
  order: DocumentedOrder,
  { currency, endCustomer, accounts = [] }: OrderAround,
): Violation[] {
  const on = order.accounts.map(({ accountId }) => accountId);
  const receives = order.accounts.find(({ role }) => role === 'end-customer')?.accountId;
  const isOther = endCustomer !== undefined && endCustomer !== receives;
  const other = isOther ? endCustomer : accounts.find((account) => !on.includes(account));
  return [
    ...(currency === undefined || currency === order.currency ? [] : [changed('currency', order.currency, currency)]),
    ...(other === undefined ? [] : [changed('accounts', isOther ? (receives ?? '') : on.join(', '), other)]),
  ];
}

function changed(path: string, limit: string, actual: string): Violation {
  return {
    code: 'HEADER_CHANGED',
    path,
    value: actual,
    message: `the change of lines says ${actual} where the order has ${limit}`,
    limit,
    actual,
    remedy: 'send the whole order as it is to be',
  };
}

export function existing(name: string, line: number, path: string): Violation {
  return {
    code: 'LINE_EXISTS',
    path,
    line,
    value: name,
    message: `line ${name} is to be added, and is there with other content`,
    remedy: 'change the line, or add one under another number',
  };
}

export function unknownLine(name: string, line: number | undefined, path: string): Violation {
  return {
    code: 'UNKNOWN_LINE',
    path,
    ...(line === undefined ? {} : { line }),
    value: name,
    message: `line ${name} is to be changed, and the order has no such line`,
    remedy: 'add the line, or send the whole order',
  };
}

/** LATER_CHANGE: with what comes late, a change that came before cannot be. */
export function laterChange(sourceId: string, version: string | undefined, { version: later }: KeptPatch): Violation {
  return {
    code: 'LATER_CHANGE',
    path: 'lines',
    value: version,
    message: `change ${version} of order ${sourceId} came after change ${later}, which cannot be applied to what it makes of the order`,
    limit: later,
    actual: version,
    remedy: 'send the whole order as it is to be',
  };
}

export function nothingLeft(sourceId: string): Violation {
  return {
    code: 'NO_LINES_LEFT',
    path: 'lines',
    message: `the change leaves order ${sourceId} without a line`,
    remedy: 'cancel the order',
  };
}
