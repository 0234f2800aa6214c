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
  const parsed = url.length > 2_000 ? null : URL.parse(url);
  return parsed?.protocol === 'https:' && !parsed.username && !parsed.password ? parsed.href : undefined;
}
