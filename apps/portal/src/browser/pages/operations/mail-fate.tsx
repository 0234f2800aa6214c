import type { Mail } from '../../api/answers.ts';
import { t } from '../../text/messages.ts';
import { Status, type Tone } from '../../ui/status.tsx';

type State = Mail['state'] | Mail['recipients'][number]['state'];

const tones = {
  waiting: 'warn',
  claimed: 'info',
  sent: 'good',
  accepted: 'good',
  undeliverable: 'bad',
  superseded: 'neutral',
} as const satisfies Record<State, Tone>;

/** How far a mail is, as a whole or for one address. */
export function MailState({ state }: { state: State }) {
  return <Status tone={tones[state]}>{t.operations.mailStates[state] ?? state}</Status>;
}

/** Each address, and what its server answered where the mail was not accepted. */
export function Recipients({ recipients }: Pick<Mail, 'recipients'>) {
  return (
    <ul>
      {recipients.map(({ address, state, answer }) => (
        <li key={address}>
          {address}
          {state !== 'accepted' && (
            <>
              {' '}
              <MailState state={state} />
              {answer && <span class="reason"> {answer}</span>}
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
