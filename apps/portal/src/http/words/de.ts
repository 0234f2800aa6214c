import type { GuestTexts } from './en.ts';

/** What the pages that the server writes say, in German. */
export const de: GuestTexts = {
  language: 'Deutsch',
  overview: 'Zum Überblick',
  signIn: 'Anmelden',
  notSignedIn: 'Nicht angemeldet: ',
  withProvider: 'Mit dem Konto Ihrer Organisation anmelden',
  email: 'E-Mail-Adresse',
  password: 'Passwort',
  lookAround: 'Umsehen',
  demo: 'Diese Personen gehören zum eingebetteten Start. Ein Knopf füllt das Formular aus; das Passwort von allen ist',
  demoUntil: 'Es gibt sie nur auf diesem Rechner, und bis jemand ein eigenes Passwort setzt.',
  demoPeople: {
    'MSP super user': 'Super User eines MSP',
    'Organization admin': 'Administrator einer Organisation',
    'Site owner': 'Inhaber von Standorten',
    Reseller: 'Wiederverkäufer',
    Customer: 'Kunde',
    Support: 'Support',
    Operator: 'Betrieb',
  },
  onlyVerify: 'Sie wollen nur wissen, ob ein Zertifikat echt ist?',
  verify: 'Hier prüfen',
  withoutSignIn: ', ohne Anmeldung.',
  setPassword: 'Passwort setzen',
  notSet: 'Nicht gesetzt: ',
  newPassword: 'Neues Passwort',
  atLeast: (characters) => `Mindestens ${characters} Zeichen; ein paar Wörter ergeben ein gutes.`,
  again: 'Neues Passwort, noch einmal',
  setAndSignIn: 'Passwort setzen und anmelden',
  linkGone: 'Dieser Link gilt nicht mehr',
  linkGoneHelp:
    'Ein Link setzt ein Passwort einmal, und innerhalb eines Tages. Bitten Sie, von wem Sie ihn haben, um einen neuen.',
  noScript:
    'Die Seiten des Portals brauchen JavaScript. Alles darauf lässt sich auch über die HTTP-Schnittstelle lesen, ohne welches.',
  notBuilt: 'Die Seiten des Portals sind nicht gebaut',
  notBuiltHelp: 'Führen Sie npm run build aus, und starten Sie Seatwright neu.',
  wait: (seconds) =>
    `Das waren zu viele Versuche. Versuchen Sie es in ${seconds} ${seconds === 1 ? 'Sekunde' : 'Sekunden'} wieder.`,
  wrong: 'E-Mail-Adresse und Passwort gehören nicht zusammen.',
  different: 'Die beiden Passwörter sind nicht gleich.',
  trouble: ({ is, actual, limit }) =>
    ({
      short: `Das Passwort hat ${actual} Zeichen; es braucht mindestens ${limit}.`,
      long: `Das Passwort hat ${actual} Zeichen; es darf höchstens ${limit} haben.`,
      easy: 'Das Passwort ist zu leicht zu erraten; ein paar Wörter ergeben ein gutes.',
    })[is],
  problems: {
    400: 'Das wurde nicht verstanden',
    401: 'Nicht angemeldet',
    403: 'Nicht erlaubt',
    404: 'Unter dieser Adresse ist nichts',
    409: 'Abgelehnt',
    413: 'Zu groß',
    422: 'Abgelehnt',
    429: 'Zu viele Anfragen',
    500: 'Das hat nicht geklappt',
    502: 'Ein Dienst antwortet nicht',
    503: 'Der Dienst startet oder antwortet gerade nicht',
  },
};
