import { useState } from 'preact/hooks';
import type { Parameters } from '../../addresses.ts';
import { go } from '../../api/address.ts';
import type { DeadLetter } from '../../api/answers.ts';
import { changed } from '../../api/cache.ts';
import { CallError, call, portalPath } from '../../api/call.ts';
import { Answered } from '../../frame/answered.tsx';
import { Page } from '../../frame/frame.tsx';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Facts } from '../../ui/facts.tsx';
import { wordsFor } from '../../ui/states.tsx';
import { Status } from '../../ui/status.tsx';
import { toast } from '../../ui/toast.tsx';
import { placeOf } from './dead-letters.page.tsx';
import { Content } from './letter-content.tsx';
import { Settle } from './settle.tsx';

/** One message that could not be processed: why, what came with it, its bytes, and what can be done (P7, R14). */
export default function DeadLetterPage({ parameters }: { parameters: Parameters }) {
  const path = `/api/dead-letters/${encodeURIComponent(parameters.id ?? '')}`;
  return (
    <Answered<DeadLetter> path={path} title={parameters.id ?? ''}>
      {(letter) => <Shown key={letter.id} letter={letter} path={path} />}
    </Answered>
  );
}

function Shown({ letter, path }: { letter: DeadLetter; path: string }) {
  const { operations: words } = t;
  const [isSettling, setSettling] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const replay = async () => {
    setBusy(true);
    try {
      await call(`${path}/replay`, { method: 'POST' });
      toast(words.wentThrough(letter.id));
      leave(letter.service);
    } catch (error) {
      const { title, help } = wordsFor(error as CallError);
      setFailure(error instanceof CallError && error.status === 422 ? error.message : `${title} ${help}`);
      changed(path);
    }
    setBusy(false);
  };
  const isOpen = letter.settledAt === null;
  return (
    <Page
      title={words.one(letter.id)}
      facts={
        <>
          <Status tone={isOpen ? 'bad' : 'neutral'}>{isOpen ? words.open : words.settled}</Status> {placeOf(letter)}
        </>
      }
      actions={
        <>
          {isOpen && (
            <>
              <button type="button" class="main" disabled={isBusy} onClick={() => void replay()}>
                {words.replayOne}
              </button>
              <button type="button" aria-haspopup="dialog" onClick={() => setSettling(true)}>
                {words.settle}
              </button>
            </>
          )}
          <a class="button" href={portalPath(`${path}/content`)} download={`${letter.id}.bin`}>
            {words.download}
          </a>
        </>
      }
    >
      {failure && (
        <section class="refused stack" role="alert">
          <h2>{words.failedAgain}</h2>
          <p>{failure}</p>
        </section>
      )}
      <section class="card">
        <Facts
          facts={[
            [
              words.cause,
              <span key="error" lang="en">
                {letter.error}
              </span>,
            ],
            [words.service, letter.service],
            [words.since, format.instant(letter.deadAt)],
            [words.tries, format.count(letter.attempts)],
            [words.key, letter.key && <code key="key">{letter.key}</code>],
            [words.settledBy, letter.settledBy],
            [words.reason, letter.settledReason],
          ]}
        />
      </section>
      <Content path={`${path}/content`} size={letter.size} error={letter.error} />
      <section class="card">
        <h2>{words.headers}</h2>
        <Facts facts={Object.entries(letter.headers).map(([name, value]) => [name, <code key={name}>{value}</code>])} />
      </section>
      {isSettling && (
        <Settle
          path={path}
          onClose={() => setSettling(false)}
          onDone={() => {
            setSettling(false);
            leave(letter.service);
          }}
        />
      )}
    </Page>
  );
}

/** The letter is done with: the list has what is left. */
function leave(service: string): void {
  changed('/api/dead-letters');
  go(`/operations/dead-letters?service=${encodeURIComponent(service)}`);
}
