import type { RefusalTexts } from './messages.ts';

/** Refusals that people meet most, in German, with their figures. All others are told in the services' own words. */
export const refusalsDe: RefusalTexts = {
  PLAN_STALE: () => [
    'Seit der Vorschau hat sich etwas geändert.',
    'Sehen Sie eine neue Vorschau an und bestätigen Sie diese.',
  ],
  NO_ANSWER: () => [
    'Noch wurde keine Antwort auf diese Bestellung geschrieben.',
    'Warten Sie, bis über die Bestellung entschieden ist.',
  ],
  NO_ANSWER_ADDRESS: () => [
    'Das Profil des Absenders nennt keine Adresse für Antworten.',
    'Lassen Sie im Profil answer.to eintragen, oder setzen Sie INBOX_DIR.',
  ],
  LOOKUP_WAITING: (_limit, actual) => [
    `Die Bestellung wird noch aus ihrem System gelesen${actual === '' ? '' : `; zuletzt: ${actual}`}.`,
    actual === ''
      ? 'Warten Sie, bis sie gelesen ist.'
      : 'Sehen Sie nach ihrem System und nach dem Geheimnis, an dem es uns erkennt.',
  ],
  LOOKUP_FAILED: (_limit, actual) => [
    `Einen Tag lang war die Bestellung nicht aus ihrem System zu lesen${actual === '' ? '' : `; zuletzt: ${actual}`}.`,
    'Spielen Sie ihre unzustellbare Nachricht erneut ein, wenn das System wieder antwortet.',
  ],
  NEEDED_BY_DEVICES: () => ['Angemeldete Geräte brauchen alle davon.', 'Melden Sie erst Geräte ab.'],
  NOTHING_HELD: () => ['Davon hält das Konto nichts.', 'Wählen Sie Lizenzen, die das Konto hält.'],
  NOT_ACTIVE: () => ['Davon ist dann nichts aktiv.', 'Warten Sie, bis Lizenzen des Produkts aktiv sind.'],
  EXCEEDS_TRANSFERABLE: (limit, actual) => [
    `Höchstens ${limit} können übertragen werden; verlangt sind ${actual}.`,
    'Verlangen Sie höchstens so viele, oder melden Sie erst Geräte ab.',
  ],
  QUANTITY_NOT_WHOLE: () => ['Eine Anzahl ist eine ganze Zahl.', 'Nehmen Sie eine ganze Zahl von 1 bis 1.000.000.'],
  QUANTITY_TOO_LARGE: () => ['Eine Anzahl ist höchstens 1.000.000.', 'Nehmen Sie eine ganze Zahl von 1 bis 1.000.000.'],
  QUANTITY_TOO_SMALL: () => ['Eine Anzahl ist mindestens 1.', 'Nehmen Sie eine ganze Zahl von 1 bis 1.000.000.'],
  SAME_ACCOUNT: () => ['Quelle und Ziel sind dasselbe Konto.', 'Wählen Sie auf einer Seite ein anderes.'],
  NOT_SAME_MSP: () => [
    'Quelle und Ziel sind nicht Organisationen desselben MSP.',
    'Fügen Sie beide Organisationen demselben MSP hinzu.',
  ],
  LOT_EXPIRED: () => ['Diese Lizenzen sind abgelaufen.', 'Wählen Sie Lizenzen, die aktiv sind oder später beginnen.'],
  ALREADY_RETURNED: () => ['Die Übertragung wurde schon zurückgegeben.', 'Es bleibt nichts zu tun.'],
  RETURN_ONLY: () => [
    'Was von seiner ersten Organisation übertragen wurde, kann nur zurückgehen, und nur ganz.',
    'Geben Sie es an das Konto zurück, das die Lizenzen beansprucht hat; von dort können sie übertragen werden.',
  ],
  PASSCODE_WRONG: () => ['Der Support-Code stimmt nicht.', 'Geben Sie die vier Ziffern, die Ihr Dashboard zeigt.'],
  PASSCODE_LOCKED: () => [
    'Nach einigen falschen Support-Codes wird keiner mehr angesehen.',
    'Setzen Sie im Dashboard einen neuen Code.',
  ],
  LICENSE_KEY_FORMAT: () => [
    'Ein Lizenzschlüssel hat die Form Z2##-####-####.',
    'Geben Sie die zwölf Zeichen des Schlüssels als Z2##-####-####.',
  ],
};
