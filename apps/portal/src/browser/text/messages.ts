import { shell } from '../api/shell.ts';
import { en, type Messages } from './en.ts';
import { isolating } from './isolated.ts';
import type { FigureTexts, Reasons } from './refusal-texts.ts';

/** What is said, in the reader's language. A language is a file beside this one with all that `en.ts` has. */

export let t: Messages = isolating(en);

/** The reader's own words for refusals; undefined in English, which the services speak. */
export let refusals: (Reasons & FigureTexts) | undefined;

/** Languages that there are, by what they call themselves. */
export const languages = { en: 'English', de: 'Deutsch' } as const;

/** Takes the reader's language; before anything is shown. A language that is not there is English. */
export async function readLanguage(): Promise<void> {
  const wanted = shell.session?.locale ?? document.documentElement.lang;
  if (wanted.toLowerCase().split('-')[0] !== 'de') return;
  const [{ de }, { refusalsDe }, reasons] = await Promise.all([
    import('./de.ts'),
    import('./refusals.de.ts'),
    readReasons(),
  ]);
  [t, refusals] = [isolating(de), { ...refusalsDe, ...reasons }];
}

/** Without them refusals are told as the services tell them. */
async function readReasons(): Promise<Reasons> {
  const none: Reasons = { reasons: {}, named: [] };
  const { reasons } = document.documentElement.dataset;
  if (!reasons) return none;
  return await fetch(reasons).then(
    async (answer) => (answer.ok ? ((await answer.json()) as Reasons) : none),
    () => none,
  );
}
