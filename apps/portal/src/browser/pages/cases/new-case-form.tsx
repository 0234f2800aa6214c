import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useAccountChoice, useAccountChoices } from '../../api/account-choices.ts';
import { go } from '../../api/address.ts';
import type { Account, TransferCase, TransferDone, TransferPreview } from '../../api/answers.ts';
import { changed, licensesChanged, useAnswer } from '../../api/cache.ts';
import { useCommit, usePreview } from '../../api/preview.ts';
import { t } from '../../text/messages.ts';
import { Combobox } from '../../ui/combobox/combobox.tsx';
import { Faults } from '../../ui/faults/faults.ts';
import { Refused, Summary } from '../../ui/faults/summary.tsx';
import { Field } from '../../ui/field.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { type CaseDraft, type DetailName, detailNames, emptyDraft, missingDetails, transferOf } from './case-draft.ts';
import { CheckAnswers } from './check-answers.tsx';
import { KeyFields } from './key-fields.tsx';
import { Moved } from './moved.tsx';

/** What, where, who, details; at the end it is checked as it is filled in, and done at once or sent to support. */
export function NewCaseForm({ query }: { query: URLSearchParams }) {
  const [draft, setDraft] = useDraft({
    from: query.get('from') ?? undefined,
    to: query.get('to') ?? undefined,
    licenseKey: query.get('key') ?? '',
  });
  const [passcodes, setPasscodes] = useState({ source: '', destination: '' });
  const [tries, setTries] = useState(0);
  const source = useAccountChoice(draft.from);
  const target = useAccountChoice(draft.to);
  const givers = useAccountChoices({});
  const takers = useAccountChoices(draft.from ? { eligibleFor: 'transfer', from: draft.from } : {});
  const { data: account } = useAnswer<Account>(draft.to ? `/api/accounts/${encodeURIComponent(draft.to)}` : null);
  const known = draft.to !== undefined && account?.accountId === draft.to ? account : undefined;
  const destinationName = draft.destinationName ?? known?.name ?? '';
  const destinationLink = draft.destinationLink ?? known?.link ?? '';
  const body = transferOf(draft);
  const preview = usePreview<TransferPreview>('/api/transfers', body ?? null);
  const move = useCommit<TransferDone>(licensesChanged);
  const send = useCommit<TransferCase>(() => changed('/api/transfer-cases'));
  const change = (part: Partial<CaseDraft>) => setDraft({ ...draft, ...part });
  if (move.done) return <Moved done={move.done} source={source?.label} target={target?.label} />;
  if (send.done) return <Sent caseId={send.done.caseId} />;
  const refusal = send.error ?? move.error;
  const missing = missingOf({ draft, passcodes, destinationName, destinationLink });
  const faultOf = (name: string) => (tries > 0 && missing.includes(name) ? t.cases.missing : undefined);
  const submit = (event: Event) => {
    event.preventDefault();
    setTries(tries + 1);
    if (!body || missing.length > 0 || send.isRunning) return;
    const { details } = draft;
    void send.run('/api/transfer-cases', { ...body, destinationName, destinationLink, passcodes, details });
  };
  return (
    <Faults.Provider value={refusal?.violations ?? preview.plan?.violations ?? []}>
      <form class="stack" onSubmit={submit} noValidate>
        {tries > 0 && missing.length > 0 ? (
          <Summary
            title={t.state.problems(missing.length)}
            faults={missing.map((path) => ({ path, words: `${labelOf(path)}: ${t.cases.missing}` }))}
            of={tries}
          />
        ) : (
          <Refused error={refusal} />
        )}
        <Part title={t.cases.what}>
          <Combobox
            label={t.eventLog.source}
            path="from"
            choices={givers.choices}
            chosen={source}
            onSearch={givers.search}
            onChoose={(choice) => change({ from: choice?.id, licenseKey: '', counts: {} })}
          />
          {draft.from && <KeyFields draft={draft} onChange={change} />}
        </Part>
        <Part title={t.cases.where}>
          <Combobox
            label={t.cases.destination}
            path="to"
            choices={takers.choices.filter(({ id }) => id !== draft.from)}
            chosen={target}
            onSearch={takers.search}
            onChoose={(choice) => change({ to: choice?.id, destinationName: undefined, destinationLink: undefined })}
          />
          <Field
            label={t.cases.name}
            path="destinationName"
            value={destinationName}
            onInput={(name) => change({ destinationName: name })}
            error={faultOf('destinationName')}
          />
          <Field
            label={t.cases.link}
            path="destinationLink"
            value={destinationLink}
            onInput={(link) => change({ destinationLink: link })}
            error={faultOf('destinationLink')}
          />
        </Part>
        <Part title={t.cases.who}>
          {(['source', 'destination'] as const).map((side) => (
            <Field
              key={side}
              kind="password"
              label={t.cases.passcodes[side]}
              path={`passcodes.${side}`}
              hint={<PasscodeHelp accountId={side === 'source' ? draft.from : draft.to} />}
              value={passcodes[side]}
              onInput={(code) => setPasscodes({ ...passcodes, [side]: code })}
              error={faultOf(`passcodes.${side}`)}
            />
          ))}
        </Part>
        <Part title={t.cases.detailsTitle}>
          {detailNames.map((name) => (
            <TextArea
              key={name}
              label={t.cases.details[name]}
              path={`details.${name}`}
              value={draft.details[name] ?? ''}
              onInput={(text) => change({ details: { ...draft.details, [name]: text } })}
              error={faultOf(`details.${name}`)}
            />
          ))}
        </Part>
        <CheckAnswers
          isWhole={body !== undefined}
          preview={preview}
          isRunning={send.isRunning || move.isRunning}
          onMove={() => void move.run('/api/transfers', { ...body, planHash: preview.plan?.planHash })}
        />
      </form>
    </Faults.Provider>
  );
}

/** Where a passcode is set. */
function PasscodeHelp({ accountId }: { accountId: string | undefined }) {
  if (accountId === undefined) return <>{t.cases.passcodeHelp}</>;
  return (
    <>
      {t.cases.passcodeHelp}{' '}
      <a href={`/organizations/${encodeURIComponent(accountId)}/people`}>{t.cases.passcodeSet}</a>
    </>
  );
}

/** On to the case that it has become. */
function Sent({ caseId }: { caseId: string }) {
  useEffect(() => {
    sessionStorage.removeItem(kept);
    go(`/cases/${encodeURIComponent(caseId)}`, { replace: true });
  }, [caseId]);
  return null;
}

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="card">
      <h2>{title}</h2>
      <div class="form-grid of-hints">{children}</div>
    </section>
  );
}

interface Filled {
  readonly draft: CaseDraft;
  readonly passcodes: { readonly source: string; readonly destination: string };
  readonly destinationName: string;
  readonly destinationLink: string;
}

/** Parts of the request that a case needs and that are not filled in as they have to be (K4). */
function missingOf({ draft, passcodes, destinationName, destinationLink }: Filled): string[] {
  return [
    ...(destinationName.trim() === '' ? ['destinationName'] : []),
    ...(/^https:\/\/\S+$/.test(destinationLink) ? [] : ['destinationLink']),
    ...(['source', 'destination'] as const)
      .filter((side) => !/^\d{4}$/.test(passcodes[side]))
      .map((side) => `passcodes.${side}`),
    ...missingDetails(draft).map((name) => `details.${name}`),
  ];
}

/** What the field of such a part is called. */
function labelOf(path: string): string {
  const { cases } = t;
  const [of = '', name = ''] = path.split('.');
  if (of === 'details') return cases.details[name as DetailName];
  if (of === 'passcodes') return cases.passcodes[name as keyof typeof cases.passcodes];
  return of === 'destinationName' ? cases.name : cases.link;
}

const kept = 'case-draft';

/** What is filled in stays in this window until it is sent; passcodes are never kept. */
function useDraft(asked: Pick<CaseDraft, 'from' | 'to' | 'licenseKey'>): [CaseDraft, (draft: CaseDraft) => void] {
  const [draft, setDraft] = useState<CaseDraft>(() => {
    if (asked.from) return { ...emptyDraft, ...asked };
    return { ...emptyDraft, ...JSON.parse(sessionStorage.getItem(kept) ?? '{}') };
  });
  const keep = (next: CaseDraft) => {
    sessionStorage.setItem(kept, JSON.stringify(next));
    setDraft(next);
  };
  return [draft, keep];
}
