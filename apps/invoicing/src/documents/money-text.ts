import { formatMinor } from '#domain/values/money.ts';

/** An amount as people read it, digits in groups and with a minus sign: `−12 500.00`. */
export function moneyText(minor: bigint, currency: string): string {
  const [whole = '', fraction] = formatMinor(minor < 0n ? -minor : minor, currency).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, '\u00a0');
  return `${minor < 0n ? '\u2212' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}
