import type { WrittenLanguage } from './language.ts';
import { german } from './texts/de.ts';
import { english } from './texts/en.ts';
import { french } from './texts/fr.ts';
import { japanese } from './texts/ja.ts';

/** The languages that mails and documents are written in; the first is that of whoever asks for none, or for one that is not here. */
export const writtenLanguages: readonly WrittenLanguage[] = [english, german, french, japanese];

/**
 * The language of a BCP 47 tag: the closest that there is, `de` for `de-AT` (RFC 4647, lookup). English for what is unknown or missing.
 */
export function writtenLanguageOf(tag: string | undefined): WrittenLanguage {
  for (let range = tag?.toLowerCase() ?? ''; range !== ''; range = range.replace(/(-\w)?(-|^)[^-]*$/, '')) {
    const found = writtenLanguages.find((language) => language.tag.toLowerCase() === range);
    if (found) return found;
  }
  return english;
}

/**
 * What is kept with a document of the language that it is issued in: its tag, so that it stays what it is when more languages come;
 * undefined for English, as in documents of before there were others.
 */
export function issuedLanguage(tag: string | undefined): string | undefined {
  const language = writtenLanguageOf(tag);
  return language === english ? undefined : language.tag;
}
