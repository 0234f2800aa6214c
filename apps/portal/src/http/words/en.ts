import type { PasswordTrouble } from '../../people/password.ts';

/** What the pages say that the server writes. The application's own texts are in `browser/text`. */

export const en = {
  language: 'English',
  overview: 'To the overview',
  signIn: 'Sign in',
  notSignedIn: 'Not signed in: ',
  withProvider: "Sign in with your organization's account",
  email: 'E-mail address',
  password: 'Password',
  lookAround: 'Look around',
  demo: 'These people come with the embedded start. A button fills in the form; the password of all of them is',
  demoUntil: 'They are there on this machine only, and until somebody sets a password of their own.',
  demoPeople: {} as Readonly<Record<string, string>>,
  onlyVerify: 'Only want to know whether a certificate is genuine?',
  verify: 'Check it here',
  withoutSignIn: ', without signing in.',
  setPassword: 'Set a password',
  notSet: 'Not set: ',
  newPassword: 'New password',
  atLeast: (characters: number) => `At least ${characters} characters; a few words make a good one.`,
  again: 'New password, once more',
  setAndSignIn: 'Set the password and sign in',
  linkGone: 'This link no longer works',
  linkGoneHelp: 'A link sets a password once, and within a day. Ask whoever gave it to you for another one.',
  noScript:
    "The portal's pages need JavaScript. Everything on them can be read over the HTTP interface as well, without any.",
  notBuilt: "The portal's pages are not built",
  notBuiltHelp: 'Run npm run build, and start Seatwright anew.',
  wait: (seconds: number) =>
    `There were too many tries. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
  wrong: 'The e-mail address and the password do not belong together.',
  different: 'The two passwords are not the same.',
  trouble: ({ is, actual, limit }: PasswordTrouble): string =>
    ({
      short: `The password has ${actual} characters; it needs at least ${limit}.`,
      long: `The password has ${actual} characters; it may have ${limit} at most.`,
      easy: 'The password is too easy to guess; a few words make a good one.',
    })[is],
  /** Titles of refusals by status, where they are not the services' own words. */
  problems: {} as Readonly<Record<number, string>>,
};

export type GuestTexts = typeof en;
