import { signal } from '@preact/signals';

/** Short news at the edge of the window, read aloud politely; gone after some seconds. */

interface Toast {
  readonly id: number;
  readonly text: string;
}

const shownMilliseconds = 6_000;
const toasts = signal<readonly Toast[]>([]);
let last = 0;

export function toast(text: string): void {
  last += 1;
  const id = last;
  toasts.value = [...toasts.value, { id, text }];
  setTimeout(() => {
    toasts.value = toasts.value.filter((one) => one.id !== id);
  }, shownMilliseconds);
}

export function Toasts() {
  return (
    <div class="toasts" role="status">
      {toasts.value.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </div>
  );
}

const spoken = signal('');

/** Says what has changed on screen to those who do not see it. */
export function announce(text: string): void {
  spoken.value = text;
}

export function Announcer() {
  return (
    <div class="unseen" aria-live="polite">
      {spoken.value}
    </div>
  );
}
