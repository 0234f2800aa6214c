import type { Order } from '../../api/answers.ts';
import { t } from '../../text/messages.ts';
import { Status, type Tone } from '../../ui/status.tsx';

const tones: Readonly<Record<string, Tone>> = {
  accepted: 'good',
  released: 'good',
  waiting: 'warn',
  rejected: 'bad',
  cancelled: 'neutral',
};

/** How an order or a line of it stands. */
export function OrderState({ state }: { state: Order['state'] | Order['lines'][number]['state'] }) {
  return <Status tone={tones[state] ?? 'neutral'}>{t.orders.states[state] ?? state}</Status>;
}
