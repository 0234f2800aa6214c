import { mailboxOf } from '#contracts/text/mail-address.ts';
import { emailAddress, recordedEmail } from '#contracts/text/primitives.ts';
import { readSettings, StartError } from '#runtime/environment/settings.ts';
import { issueToken, tokenId } from '#runtime/http/access/auth.ts';
import { revoke } from '#runtime/http/access/revoked-tokens.ts';
import { endWithReason } from '#runtime/process/process.ts';

/**
 * `npm run token -- EMAIL`: prints a bearer token for that person, signed with the local key. `-- --revoke EMAIL` makes all that the
 * person was given up to now worthless, `-- --revoke TOKEN` that one.
 */
try {
  const given = process.argv.slice(2);
  const isRevocation = given[0] === '--revoke';
  const [whom = '', ...others] = isRevocation ? given.slice(1) : given;
  const isToken = isRevocation && whom.split('.').length === 3 && !whom.includes('@');
  // O13: whom a token is made for is somebody that can be an administrator; what was given before can be taken back.
  const isSomebody = (isRevocation ? recordedEmail : emailAddress).safeParse(whom).success;
  if (others.length > 0 || !(isToken || isSomebody)) {
    throw new StartError(
      'usage: npm run token -- you@example.com, or npm run token -- --revoke you@example.com or a token',
    );
  }
  const settings = readSettings(process.env);
  if (settings.openId) {
    throw new StartError('AUTH_JWKS_URL is set: tokens come from that OpenID provider, not from the local key');
  }
  if (isRevocation) {
    const of = isToken ? { token: tokenId(whom) } : { email: mailboxOf(whom) };
    revoke(settings.authKeyFile, { ...of, at: new Date().toISOString() });
    console.log(isToken ? 'that token is revoked' : `what ${whom} was given up to now is revoked`);
  } else {
    console.log(await issueToken(mailboxOf(whom), settings.authKeyFile, new Date()));
  }
} catch (error) {
  endWithReason(error);
}
