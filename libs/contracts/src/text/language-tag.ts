import type { z } from 'zod';

/** Languages are tags of BCP 47 (RFC 5646): a language that exists, with script and region where they matter. */

/** What such tags look like, for validators that have no list of them. */
export const languagePattern = '^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$';

const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

/** The tag as it is usually spelled, `de-AT` for `DE-at`; any other text as it came. */
export function languageSpelling(text: string): string {
  return nameOf(text) === undefined ? text : (Intl.getCanonicalLocales(text)[0] ?? text);
}

/** Refuses what is no tag of a language that there is. */
export function checkLanguage({ value, issues }: z.core.ParsePayload<string>): void {
  if (nameOf(value) !== undefined) return;
  const underlined = value.replaceAll('_', '-');
  const meant = nameOf(underlined) === undefined ? 'a tag like de, fr-CA or ja' : languageSpelling(underlined);
  issues.push({
    code: 'custom',
    input: value,
    message: 'is no language that BCP 47 has a tag for',
    params: { code: 'UNKNOWN_LANGUAGE', limit: 'a language tag of BCP 47', remedy: `write ${meant}` },
  });
}

function nameOf(tag: string): string | undefined {
  try {
    return new RegExp(languagePattern).test(tag) ? names.of(tag) : undefined;
  } catch {
    return undefined;
  }
}
