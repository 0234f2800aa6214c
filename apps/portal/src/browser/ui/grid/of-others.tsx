import type { ComponentChildren } from 'preact';

/** A text that others may have written reads in its own direction; what is more than a text says so in its own parts. */
export function ofOthers(content: ComponentChildren): ComponentChildren {
  return typeof content === 'string' ? <bdi>{content}</bdi> : content;
}
