import type { ComponentChildren } from 'preact';
import type { TermState } from './chart/term.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'neutral';

/** How far a term is. */
export const termTones: Readonly<Record<TermState, Tone>> = {
  active: 'good',
  future: 'info',
  grace: 'warn',
  expired: 'bad',
};

/** A state: always a word, a shape and a color. */
export function Status({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return (
    <span class={`status ${tone}`}>
      <Shape tone={tone} />
      {children}
    </span>
  );
}

/** The shape of a state alone, where the word stands elsewhere. */
export function Shape({ tone }: { tone: Tone }) {
  return (
    <svg class="shape" viewBox="0 0 10 10" aria-hidden="true" focusable="false">
      <path d={shapes[tone]} />
    </svg>
  );
}

const shapes: Readonly<Record<Tone, string>> = {
  good: 'M5 1a4 4 0 1 1 0 8a4 4 0 1 1 0-8z',
  warn: 'M5 1 9.500 9h-9z',
  bad: 'M1 1h8v8H1z',
  info: 'M5 .5 9.500 5 5 9.500.5 5z',
  neutral: 'M5 1a4 4 0 1 1 0 8a4 4 0 1 1 0-8zM5 3a2 2 0 1 0 0 4a2 2 0 1 0 0-4z',
};
