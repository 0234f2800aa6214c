import { useEffect } from 'preact/hooks';
import type { DeadLetterCounts, Readiness } from '../../api/answers.ts';
import { useAnswer, useAsked } from '../../api/cache.ts';
import { CallError } from '../../api/call.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { Status, type Tone } from '../../ui/status.tsx';
import { Operations } from './operations.tsx';

const askedEveryMilliseconds = 10_000;

const tones = { ok: 'good', degraded: 'warn', waiting: 'bad' } as const satisfies Record<Readiness['status'], Tone>;

/** Whether the process that answers here is ready, and what it misses (P7). */
export default function HealthPage() {
  const { operations: words } = t;
  const { data, error, retry } = useAsked<Readiness>('/health/ready', readiness);
  useEffect(() => {
    const timer = setInterval(() => document.hidden || retry(), askedEveryMilliseconds);
    return () => clearInterval(timer);
  }, []);
  const counts = useAnswer<DeadLetterCounts>('/api/dead-letters/counts');
  return (
    <Operations facts={words.healthFacts}>
      <section class="card ready" aria-label={words.health}>
        {data ? <Ready readiness={data} /> : null}
        {!data && error ? <Failure error={error} retry={retry} /> : null}
        {!data && !error ? <Skeleton rows={1} /> : null}
      </section>
      <section class="card">
        <h2>{words.letters}</h2>
        {counts.error && !counts.data && <Failure error={counts.error} retry={counts.retry} />}
        {counts.isFirst && <Skeleton rows={4} />}
        <ul class="causes">
          {counts.data?.services.map(({ service, open }) => (
            <li key={service}>
              <a href={`/operations/dead-letters?service=${encodeURIComponent(service)}`}>{service}</a>
              <Status tone={open === 0 ? 'good' : 'bad'}>{words.openLetters(format.count(open))}</Status>
            </li>
          ))}
        </ul>
      </section>
    </Operations>
  );
}

function Ready({ readiness: { status, missing, warnings } }: { readiness: Readiness }) {
  const { operations: words } = t;
  const said = [...missing.map((text) => ['bad', text] as const), ...warnings.map((text) => ['warn', text] as const)];
  return (
    <>
      <p>
        <Status tone={tones[status]}>{words.healthStates[status]}</Status>
      </p>
      {said.length === 0 ? <p>{words.nothingMissing}</p> : null}
      <ul class="causes">
        {said.map(([tone, text]) => (
          <li key={text}>
            <span>{text}</span>
            <Status tone={tone}>{tone === 'bad' ? words.missing : words.warning}</Status>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Answered with 503 while something is missing: what it is stands in the body all the same. */
async function readiness(signal: AbortSignal): Promise<Readiness> {
  const answer = await fetch('/health/ready', { signal }).catch(() => undefined);
  const body = (await answer?.json().catch(() => undefined)) as Readiness | undefined;
  if (!Array.isArray(body?.missing)) throw new CallError(answer?.status ?? 0, {});
  return body;
}
