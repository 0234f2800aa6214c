/**
 * What the services say stands alone in their answers; beside a remedy it has to read as a sentence. Ids and codes at its beginning keep
 * their letters.
 */
export function asSentence(text: string): string {
  const begun = /^\p{Ll}+(?=[ ,]|$)/u.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.!?:…]$/.test(begun) ? begun : `${begun}.`;
}
