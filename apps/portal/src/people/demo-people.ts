import { isEmbedded } from '#runtime/environment/operators.ts';
import type { Settings } from '#runtime/environment/settings.ts';

/** Somebody to try the portal as: on a fresh embedded start alone, and from the machine that it runs on. */
export interface DemoPerson {
  readonly email: string;
  /** Of whom the sample data makes this person an administrator, in words. */
  readonly who: string;
}

/** Of all of them; the sign-in page tells it. */
export const demoPassword = 'a few words make a good password';

/** One for each role that the portal has pages for; `deploy/sample/accounts.json` gives them what they administer. */
export const demoPeople: readonly DemoPerson[] = [
  { email: 'anna@nordwind.example', who: 'MSP super user' },
  { email: 'it@lodz-logistyka.example', who: 'Organization admin' },
  { email: 'olga@nordwind.example', who: 'Site owner' },
  { email: 'jan@hafen.example', who: 'Reseller' },
  { email: 'yuki@acc-200.example', who: 'Customer' },
  { email: 'support@seatwright.example', who: 'Support' },
  { email: 'operator@seatwright.example', who: 'Operator' },
];

type Deciding = Parameters<typeof isEmbedded>[0] & Pick<Settings, 'publicUrl'>;

/** Whether there can be demo people at all: everything lies in DATA_DIR, tokens are our own, and nobody was told another address. */
export function mayHaveDemoPeople(settings: Deciding): boolean {
  const { hostname } = new URL(settings.publicUrl);
  return isEmbedded(settings) && (isLoopback(hostname) || hostname === 'localhost');
}

/** Whether an address is of this machine alone. */
export function isLoopback(address: string): boolean {
  return /^(127(\.\d{1,3}){3}|\[?::1\]?|::ffff:127(\.\d{1,3}){3})$/.test(address);
}
