import type { ComponentChildren } from 'preact';
import { useAnswer } from '../api/cache.ts';
import { t } from '../text/messages.ts';
import { Failure, Skeleton } from '../ui/states.tsx';
import { Page } from './frame.tsx';

interface AnsweredProps<Body> {
  /** Address of the interface. */
  readonly path: string;
  /** Of the page until the answer is there. */
  readonly title: string;
  readonly children: (body: Body) => ComponentChildren;
}

/** A page about one thing: what it is, or that it is not there, which looks the same where somebody may not see it. */
export function Answered<Body>({ path, title, children }: AnsweredProps<Body>) {
  const { data, error, retry } = useAnswer<Body>(path);
  if (data) return <>{children(data)}</>;
  return (
    <Page title={error?.status === 404 ? t.state.missing : title} facts={'\u00a0'}>
      {error ? <Failure error={error} retry={retry} isTitled /> : <Skeleton />}
    </Page>
  );
}
