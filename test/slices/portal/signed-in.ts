import { portalMigrations } from '#apps/portal/src/migrations/migrations.ts';
import { People } from '#apps/portal/src/people/people.store.ts';
import { portalTables } from '#apps/portal/src/portal.tables.ts';
import { Database } from '#runtime/postgres/database.ts';
import type { RunningProcess } from '#runtime/process/process.ts';
import { messagingTables } from '#runtime/slices/messaging.tables.ts';
import { Browser } from './portal-stage.ts';

const password = 'correct horse battery staple';

/** Browsers in which these people have signed in with a process that has the portal in it, and one with nobody. */
export async function signedInBrowsers(running: RunningProcess, emails: readonly string[]) {
  const url = running.context.databaseUrl;
  const entities = [...messagingTables, ...portalTables];
  const database = await Database.connect({ url, schema: 'portal', entities, migrations: portalMigrations });
  const people = new People(database);
  const browsers = new Map<string, Browser>();
  for (const email of emails) {
    await people.setByLink(await people.makeLink(email), password);
    const browser = new Browser(running.url, {});
    const { status } = await browser.signIn(email, password);
    if (status !== 303) throw new Error(`${email} could not sign in: ${status}`);
    browsers.set(email, browser);
  }
  await database.close();
  const browserOf = (email: string): Browser => {
    const browser = browsers.get(email);
    if (!browser) throw new Error(`${email} has not signed in`);
    return browser;
  };
  return {
    guest: new Browser(running.url, {}),
    browserOf,
    csrfOf: async (email: string): Promise<string> => (await browserOf(email).session()).body.csrf,
  };
}
