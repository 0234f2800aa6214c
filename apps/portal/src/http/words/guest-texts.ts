import { type Language, languages, spokenIn } from '../../session/language.ts';
import { de } from './de.ts';
import { en, type GuestTexts } from './en.ts';

const texts: Readonly<Record<Language, GuestTexts>> = { en, de };

/** What pages for a reader of a language tag say. */
export function guestTexts(tag: string): GuestTexts {
  return texts[spokenIn(tag)];
}

/** The other languages, by what they call themselves. */
export function otherLanguages(tag: string): readonly { readonly tag: Language; readonly language: string }[] {
  return languages.filter((one) => one !== spokenIn(tag)).map((one) => ({ tag: one, language: texts[one].language }));
}
