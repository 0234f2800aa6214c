import { mailboxOf } from '#contracts/text/mail-address.ts';
import { emailAddress } from '#contracts/text/primitives.ts';
import { readSettings, StartError } from '#runtime/environment/settings.ts';
import { withServiceDatabase } from '#runtime/postgres/command-database.ts';
import { endWithReason } from '#runtime/process/process.ts';
import { messagingTables } from '#runtime/slices/messaging.tables.ts';
import { portalMigrations } from './migrations/migrations.ts';
import { People } from './people/people.store.ts';
import { portalTables } from './portal.tables.ts';

/**
 * `npm run set-password -- EMAIL`: prints a link with which that person sets a password for the portal, once and within a day. What they see
 * there follows from what they administer; whoever has a password already keeps it until the link is used.
 */
try {
  const [email = '', ...others] = process.argv.slice(2);
  if (others.length > 0 || !emailAddress.safeParse(email).success) {
    throw new StartError('usage: npm run set-password -- you@example.com');
  }
  const settings = readSettings(process.env);
  if (settings.openId) {
    throw new StartError('AUTH_JWKS_URL is set: people sign in with that OpenID provider, and have no password here');
  }
  const portal = { schema: 'portal', entities: [...messagingTables, ...portalTables], migrations: portalMigrations };
  const token = await withServiceDatabase(settings, portal, (database) =>
    new People(database).makeLink(mailboxOf(email)),
  );
  console.log(`${settings.publicUrl}/set-password?token=${token}`);
} catch (error) {
  endWithReason(error);
}
