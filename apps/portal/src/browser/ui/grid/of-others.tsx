import type { ComponentChildren } from 'preact';

/** A text that others may have written reads in its own direction; what is more than a text says so in its own parts. */
export function ofOthers(content: ComponentChildren): ComponentChildren {
  return typeof content === 'string' ? <bdi>{breaking(content)}</bdi> : content;
}

/** A long address or code breaks at its signs before it breaks within a word: `olga|@nordwind|.example`, `EXCEEDS_|TRANSFERABLE`. */
export function breaking(text: string): ComponentChildren {
  const parts = text.split(/(?=@)|(?<=@[^@]+)(?=\.)|(?<=_)/);
  return parts.length === 1
    ? text
    : parts.flatMap((part, index) => (index === 0 ? [part] : [<wbr key={index} />, part]));
}
