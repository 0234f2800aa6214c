import { useEffect, useRef, useState } from 'preact/hooks';
import type { Violation } from './answers.ts';
import { CallError, call, newKey } from './call.ts';

/** A request that shows what it would do while somebody types, and is done once when they say so (L3, L9). */

export interface Preview<Plan> {
  readonly plan: Plan | undefined;
  readonly error: CallError | undefined;
  readonly isLoading: boolean;
  /** Asks for the plan anew, where it no longer holds. */
  readonly again: () => void;
}

const settleMilliseconds = 120;

/** What `POST path/preview` says to the body; null: there is nothing to ask yet. The plan before stays until the new one is there. */
export function usePreview<Plan>(path: string, body: unknown): Preview<Plan> {
  const [state, setState] = useState<Omit<Preview<Plan>, 'again'>>({
    plan: undefined,
    error: undefined,
    isLoading: false,
  });
  const [times, setTimes] = useState(0);
  const asked = body === null ? null : JSON.stringify(body);
  useEffect(() => {
    if (asked === null) {
      setState({ plan: undefined, error: undefined, isLoading: false });
      return;
    }
    const aborted = new AbortController();
    setState((before) => ({ ...before, isLoading: true }));
    const timer = setTimeout(async () => {
      try {
        const plan = await call<Plan>(`${path}/preview`, {
          method: 'POST',
          body: JSON.parse(asked),
          signal: aborted.signal,
        });
        setState({ plan, error: undefined, isLoading: false });
      } catch (error) {
        if (aborted.signal.aborted || !(error instanceof CallError)) return;
        setState({ plan: undefined, error, isLoading: false });
      }
    }, settleMilliseconds);
    return () => {
      clearTimeout(timer);
      aborted.abort();
    };
  }, [path, asked, times]);
  return { ...state, again: () => setTimes((before) => before + 1) };
}

export interface Commit<Done> {
  readonly done: Done | undefined;
  readonly error: CallError | undefined;
  readonly isRunning: boolean;
  /** Does it; asked twice for the same, it is done once. */
  readonly run: (path: string, body: unknown) => Promise<void>;
  readonly reset: () => void;
}

/** Sends a request that changes something. The key stays as long as path and body do. */
export function useCommit<Done>(after: () => void): Commit<Done> {
  const [state, setState] = useState<{ done?: Done; error?: CallError; isRunning: boolean }>({ isRunning: false });
  const intent = useRef({ of: '', key: '' });
  const run = async (path: string, body: unknown) => {
    const of = JSON.stringify([path, body]);
    if (intent.current.of !== of) intent.current = { of, key: newKey() };
    setState({ isRunning: true });
    try {
      const done = await call<Done>(path, { method: 'POST', body, key: intent.current.key });
      setState({ done, isRunning: false });
      after();
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      // An answer that never came may have been done: the same key asks again. A refusal is over.
      if (error.status !== 0) intent.current = { of: '', key: '' };
      setState({ error, isRunning: false });
    }
  };
  return {
    done: state.done,
    error: state.error,
    isRunning: state.isRunning,
    run,
    reset: () => setState({ isRunning: false }),
  };
}

interface Planned {
  readonly planHash?: string;
  readonly violations?: readonly Violation[];
}

export interface Command<Plan, Done> extends Preview<Plan> {
  /** What stands in the way, of the plan or of the request itself. */
  readonly violations: readonly Violation[];
  /** The plan is that of what is asked now, and nothing stands in its way. */
  readonly mayCommit: boolean;
  readonly commit: Commit<Done>;
  /** The plan that was confirmed and no longer held; the one as of now is on its way or there. */
  readonly stale: Plan | undefined;
  /** Of the form: does what the plan says, or is told that it no longer holds. */
  readonly submit: (event: Event) => void;
}

/** `POST path` as a form asks for it: previewed while somebody types, done by its plan when they say so (L3, L9). */
export function useCommand<Plan extends Planned, Done>(
  path: string,
  body: object | null,
  after: () => void,
): Command<Plan, Done> {
  const preview = usePreview<Plan>(path, body);
  const commit = useCommit<Done>(after);
  const { plan, error, isLoading } = preview;
  const violations = plan?.violations ?? error?.violations ?? [];
  const mayCommit = body !== null && plan !== undefined && violations.length === 0 && !isLoading;
  const confirmed = useRef<Plan>();
  const isStale = commit.error?.status === 409;
  useEffect(() => {
    if (isStale) preview.again();
  }, [isStale, commit.error]);
  const submit = (event: Event) => {
    event.preventDefault();
    if (!mayCommit || commit.isRunning) return;
    confirmed.current = plan;
    void commit.run(path, { ...body, planHash: plan.planHash });
  };
  return { ...preview, violations, mayCommit, commit, stale: isStale ? confirmed.current : undefined, submit };
}
