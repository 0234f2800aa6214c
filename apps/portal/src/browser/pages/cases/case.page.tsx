import type { Parameters } from '../../addresses.ts';
import type { ShownCase } from '../../api/answers.ts';
import { Answered } from '../../frame/answered.tsx';
import { Page } from '../../frame/frame.tsx';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Facts } from '../../ui/facts.tsx';
import { CaseHistory } from './case-history.tsx';
import { CaseSteps } from './case-steps.tsx';
import { CaseState, licensesOf, useNames } from './case-words.tsx';
import { Remaining } from './moved.tsx';
import { RulesNow } from './rules-now.tsx';

/** One transfer case: what is asked for beside the rules as of now, what was done, what can be done (K8, K9). */
export default function CasePage({ parameters }: { parameters: Parameters }) {
  const path = `/api/transfer-cases/${encodeURIComponent(parameters.id ?? '')}`;
  return (
    <Answered<ShownCase> path={path} title={t.cases.one}>
      {(found) => <Shown found={found} path={path} />}
    </Answered>
  );
}

function Shown({ found, path }: { found: ShownCase; path: string }) {
  const nameOf = useNames();
  const target = found.destinationName || nameOf(found.to);
  return (
    <Page
      title={t.cases.titleOf(licensesOf(found), nameOf(found.from), target)}
      facts={
        <>
          <CaseState state={found.state} /> {found.requestedBy}
        </>
      }
    >
      <div class="columns-2">
        <section class="card">
          <h2>{t.cases.submission}</h2>
          <Submission found={found} source={nameOf(found.from)} target={target} />
        </section>
        <div class="stack">
          {found.state === 'submitted' && <RulesNow found={found} />}
          {found.state === 'executed' && <HasMoved found={found} />}
          <section class="card">
            <h2>{t.cases.history}</h2>
            <CaseHistory found={found} />
            <CaseSteps found={found} path={path} />
          </section>
        </div>
      </div>
    </Page>
  );
}

interface SubmissionProps {
  readonly found: ShownCase;
  readonly source: string;
  readonly target: string;
}

function Submission({ found, source, target }: SubmissionProps) {
  const { details, destinationLink: link } = found;
  const lines = found.lines as readonly { quantity: number; licenseKey?: string; deviceType?: string; sku?: string }[];
  return (
    <Facts
      facts={[
        [
          t.cases.what,
          lines.map(({ quantity, licenseKey, deviceType, sku }) => (
            <p key={`${licenseKey} ${deviceType} ${sku}`}>
              {format.count(quantity)} × {deviceType ?? sku} <code>{licenseKey}</code>
            </p>
          )),
        ],
        [t.eventLog.source, <Named key="from" name={source} id={found.from} />],
        [t.cases.where, <Named key="to" name={target} id={found.to} />],
        [
          t.cases.link,
          /^https:/.test(link) ? (
            <a href={link} rel="noreferrer">
              {link}
            </a>
          ) : (
            link
          ),
        ],
        [t.cases.number, <code key="id">{found.caseId}</code>],
        [t.cases.requestedBy, found.requestedBy],
        ...Object.entries(t.cases.details).map(
          ([name, label]) => [label, details[name as keyof typeof details]] as const,
        ),
      ]}
    />
  );
}

/** An account by its name, with its id where that is another. */
function Named({ name, id }: { name: string; id: string }) {
  return (
    <>
      <bdi>{name}</bdi>
      {name !== id && ` (${id})`}
    </>
  );
}

/** K9: what moved, and what remains under the key. */
function HasMoved({ found }: { found: ShownCase }) {
  return (
    <section class="card">
      <h2>{t.cases.moved(licensesOf(found))}</h2>
      {found.remaining && <Remaining remaining={found.remaining} />}
    </section>
  );
}
