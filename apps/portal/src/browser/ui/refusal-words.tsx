import { type Told, wordsOf } from '../text/told.ts';

/** Why something is refused, in the reader's language; where that has no words for the code, in the services' own, which are English. */
export function RefusalWords({ violation }: { violation: Told }) {
  const { what, todo, more, lang } = wordsOf(violation);
  return (
    <>
      <strong lang={lang}>{what}</strong>
      {more && <span lang="en"> {more}</span>}
      {todo && <span lang={lang}> {todo}</span>}
    </>
  );
}
