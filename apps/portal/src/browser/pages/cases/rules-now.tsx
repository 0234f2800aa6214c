import type { ShownCase, TransferPreview } from '../../api/answers.ts';
import { usePreview } from '../../api/preview.ts';
import { session } from '../../api/shell.ts';
import { t } from '../../text/messages.ts';
import { Refusals, wordsFor } from '../../ui/states.tsx';
import { Status } from '../../ui/status.tsx';

/** K1 to K3 are about the person who asks: for anybody else they say nothing of the case. */
const ofThePerson = new Set([
  'ADMINISTRATOR_OF_BOTH_REQUIRED',
  'FULL_ACCESS_REQUIRED',
  'ORGANIZATION_SCOPE_REQUIRED',
  'SAML_PLACEHOLDER_REQUIRED',
]);

/** The rules of the transfer as of now; those about the requester are checked when it is approved. */
export function RulesNow({ found }: { found: Pick<ShownCase, 'from' | 'to' | 'lines' | 'requestedBy'> }) {
  const { from, to, lines, requestedBy } = found;
  const preview = usePreview<TransferPreview>('/api/transfers', { from, to, lines });
  const { plan, error, isLoading } = preview;
  const isOwn = requestedBy === session().person.email;
  const told = plan?.violations ?? error?.violations ?? [];
  const violations = isOwn ? told : told.filter(({ code }) => !ofThePerson.has(code));
  return (
    <section class="card" aria-busy={isLoading}>
      <h2>{t.cases.rulesNow}</h2>
      <div aria-live="polite">
        {plan && violations.length === 0 && (
          <p>
            <Status tone="good">{t.cases.allHold}</Status>
          </p>
        )}
        {error && told.length === 0 && <p class="error">{wordsFor(error).title}</p>}
        <Refusals violations={violations} />
      </div>
      <p class="muted">{isOwn ? t.cases.rulesHelp : t.cases.rulesOfOther(requestedBy)}</p>
    </section>
  );
}
