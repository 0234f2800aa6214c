import { mailboxOf } from '#contracts/mail-address.ts';
import { issueToken } from '#runtime/auth.ts';
import { endWithReason } from '#runtime/process.ts';
import { readSettings, StartError } from '#runtime/settings.ts';

/** `npm run token -- EMAIL`: prints a bearer token for that person, signed with the local key. */
try {
  const [email = ''] = process.argv.slice(2);
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new StartError('usage: npm run token -- you@example.com');
  const settings = readSettings(process.env);
  if (settings.openId) {
    throw new StartError('AUTH_JWKS_URL is set: tokens come from that OpenID provider, not from the local key');
  }
  console.log(await issueToken(mailboxOf(email), settings.authKeyFile, new Date()));
} catch (error) {
  endWithReason(error);
}
