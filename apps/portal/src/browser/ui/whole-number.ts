/** A whole number above 0 as somebody typed it, with or without marks between thousands; undefined: it is none. */
export function wholeNumber(text: string): number | undefined {
  const typed = text.trim();
  if (!/^\d{1,9}$|^\d{1,3}([\s'’.,\u00a0\u202f]\d{3}){1,2}$/.test(typed)) return undefined;
  const value = Number(typed.replaceAll(/\D/g, ''));
  return value > 0 ? value : undefined;
}
