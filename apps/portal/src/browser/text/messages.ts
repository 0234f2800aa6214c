import { shell } from '../api/shell.ts';
import { en, type Messages } from './en.ts';
import { isolating } from './isolated.ts';

/** What is said, in the reader's language. A language is a file beside this one with all that `en.ts` has. */

export let t: Messages = isolating(en);

/** What is refused and what to do about it, by code, where a language has its own words for it. */
export type RefusalTexts = Readonly<
  Record<string, (limit: string, actual: string) => readonly [what: string, todo: string]>
>;

export let refusalTexts: RefusalTexts = {};

/** Languages that there are, by what they call themselves. */
export const languages = { en: 'English', de: 'Deutsch' } as const;

/** Takes the reader's language; before anything is shown. A language that is not there is English. */
export async function readLanguage(): Promise<void> {
  const wanted = shell.session?.locale ?? document.documentElement.lang;
  if (wanted.toLowerCase().split('-')[0] !== 'de') return;
  const [{ de }, { refusalsDe }] = await Promise.all([import('./de.ts'), import('./refusals.de.ts')]);
  [t, refusalTexts] = [isolating(de), refusalsDe];
}
