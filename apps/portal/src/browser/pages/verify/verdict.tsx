import { useState } from 'preact/hooks';
import { CallError, call } from '../../api/call.ts';
import { shell } from '../../api/shell.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Facts } from '../../ui/facts.tsx';
import { wordsFor } from '../../ui/states.tsx';
import { Status, type Tone } from '../../ui/status.tsx';
import type { Check } from './check.ts';

const tones = {
  genuine: 'good',
  changed: 'bad',
  'unknown-key': 'warn',
  'no-document': 'bad',
} as const satisfies Record<Check['verdict'], Tone>;

/** What the check of a file says, why, and what to do. */
export function Verdict({ name, check }: { name: string; check: Check }) {
  return (
    <section class="card" aria-label={t.verify.result}>
      <h2 class="file-name">{name}</h2>
      <p class="verdict">
        <Status tone={tones[check.verdict]}>{t.verify.verdicts[check.verdict]}</Status>
      </p>
      <p class="reason-why">{whyOf(check)}</p>
      {check.verdict === 'genuine' && <Genuine check={check} />}
    </section>
  );
}

function whyOf(check: Check): string {
  const { verify } = t;
  if (check.verdict === 'genuine') return verify.genuine[check.kind];
  if (check.verdict === 'changed') return `${verify.changed[check.where]} ${verify.askForIt}`;
  return check.verdict === 'unknown-key' ? verify.unknownKey(check.keyId) : verify.noDocument;
}

function Genuine({ check }: { check: Check & { verdict: 'genuine' } }) {
  const { entitlementId, keyId, kind, licensed } = check;
  const id = shell.session ? (
    <a href={`/entitlements/${encodeURIComponent(entitlementId)}`}>{entitlementId}</a>
  ) : (
    entitlementId
  );
  return (
    <>
      <Facts
        facts={[
          [t.entitlements.one, id],
          [t.entitlements.product, licensed && `${licensed.name} (${licensed.sku})`],
          [t.organization.quantity, licensed && format.count(licensed.quantity)],
          [t.entitlements.starts, licensed && format.day(licensed.startsOn)],
          [t.entitlements.ends, licensed?.endsOn && format.day(licensed.endsOn)],
          [t.verify.key, keyId && <code>{keyId}</code>],
        ]}
      />
      {kind === 'certificate' && <StillIssued entitlementId={entitlementId} digest={check.fileDigest} />}
    </>
  );
}

/** Whether the certificate would be issued like this today: asked only when somebody wants to know (R15). */
function StillIssued({ entitlementId, digest }: { entitlementId: string; digest: string }) {
  const [said, setSaid] = useState<{ isSo?: boolean; text: string }>();
  const [isAsking, setAsking] = useState(false);
  const ask = async () => {
    setAsking(true);
    try {
      const body = { id: entitlementId, digest };
      const { asIssued } = await call<{ asIssued: boolean }>('/api/certificates/check', {
        method: 'POST',
        body,
        isOpen: true,
      });
      setSaid({ isSo: asIssued, text: asIssued ? t.verify.asIssuedHelp : t.verify.notAsIssuedHelp });
    } catch (error) {
      const isOften = error instanceof CallError && error.status === 429;
      setSaid({ text: isOften ? t.verify.tooOften : wordsFor(error as CallError).title });
    }
    setAsking(false);
  };
  return (
    <div class="still-issued">
      <button type="button" disabled={isAsking} onClick={() => void ask()}>
        {t.verify.ask}
      </button>
      <p class="muted">{t.verify.askHelp}</p>
      <p role="status">
        {said?.isSo !== undefined && (
          <Status tone={said.isSo ? 'good' : 'warn'}>{said.isSo ? t.verify.asIssued : t.verify.notAsIssued}</Status>
        )}{' '}
        {said?.text}
      </p>
    </div>
  );
}
