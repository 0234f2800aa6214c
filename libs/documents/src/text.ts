const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** A date that nobody can mistake, in any country: `21 November 2026`. */
export function longDate(date: string): string {
  return `${Number(date.slice(8, 10))} ${months[Number(date.slice(5, 7)) - 1] ?? date.slice(5, 7)} ${date.slice(0, 4)}`;
}

/** Digits in groups of three, with a thin no-break space: `12 500`. */
export function quantityText(quantity: number): string {
  return `${quantity}`.replace(/\B(?=(\d{3})+(?!\d))/g, '\u00a0');
}

/** Text for one line or paragraph: no controls, no directional overrides, composed, no longer than `limit` characters. */
export function cleanText(text: string, limit: number): string {
  if (text.length <= limit && /^[\x20-\x7e]*$/.test(text)) return text.trim();
  const plain = text
    .normalize('NFC')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\p{Bidi_Control}\u200b\ufeff]/gu, '')
    .trim();
  const characters = [...plain];
  return characters.length <= limit ? plain : `${characters.slice(0, limit - 1).join('')}…`;
}

/** An address that may become a link: https only (others are shown as text, or not at all). */
export function httpsLink(url: string): string | undefined {
  if (url.length > 2_000 || !URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  return parsed.protocol === 'https:' && !parsed.username && !parsed.password ? parsed.href : undefined;
}
