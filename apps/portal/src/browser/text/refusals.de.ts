import type { FigureTexts } from './refusal-texts.ts';

/** Refusals that people meet most, in German with their figures; all others are told as `templates/reasons.de.json` says it. */
export const refusalsDe: FigureTexts = {
  told: {
    BELOW_ENROLLED: (limit, actual) =>
      `Höchstens ${limit} können entfernt werden, weil jedes angemeldete Gerät eine braucht; verlangt sind ${actual}.`,
    BELOW_MINIMUM: (limit, actual) =>
      `Mindestens ${limit} sind zu kaufen, für jedes angemeldete Gerät eine; verlangt sind ${actual}.`,
    EXCEEDS_HELD: (limit, actual) => `Höchstens ${limit} können entfernt werden; verlangt sind ${actual}.`,
    EXCEEDS_STOCK: (limit, actual) => `Höchstens ${limit} können abgegeben werden; verlangt sind ${actual}.`,
    EXCEEDS_TRANSFERABLE: (limit, actual) => `Höchstens ${limit} können übertragen werden; verlangt sind ${actual}.`,
    LOOKUP_WAITING: (_limit, actual) =>
      `Die Bestellung wird noch aus ihrem System gelesen${actual === '' ? '' : `; zuletzt: ${actual}`}.`,
    LOOKUP_FAILED: (_limit, actual) =>
      `Einen Tag lang war die Bestellung nicht aus ihrem System zu lesen${actual === '' ? '' : `; zuletzt: ${actual}`}.`,
    SAME_ACCOUNT: () => 'Quelle und Ziel sind dasselbe Konto.',
    NOT_SAME_MSP: () => 'Quelle und Ziel sind nicht Organisationen desselben MSP.',
    LOT_EXPIRED: () => 'Diese Lizenzen sind abgelaufen.',
    PLAN_STALE: () => 'Seit der Vorschau hat sich etwas geändert.',
    PASSCODE_WRONG: () => 'Der Support-Code stimmt nicht.',
  },
  figures: (limit, actual) =>
    [limit && `Grenze: ${limit}`, actual && `angegeben: ${actual}`].filter((each) => each !== '').join(', '),
};
