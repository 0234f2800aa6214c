import { StartError } from '#runtime/environment/settings.ts';
import { endWithReason } from '#runtime/process/process.ts';
import { verifyDocument } from '../../fulfillment/src/verify.ts';
import { verifyLedger } from '../../ledger/src/verify.ts';
import { verifyEntitlements } from './entitlements-agree.ts';

/** `npm run verify -- ledger`, `-- entitlements`, `-- certificate FILE [--keys …]`, `-- license-key FILE [--keys …]`: exit 1 and the difference when something is wrong. */
try {
  const [what = '', ...rest] = process.argv.slice(2);
  if ((what === 'ledger' || what === 'entitlements') && rest.length > 0)
    throw new StartError(`"${rest.join(' ')}" is too much: npm run verify -- ${what}`);
  if (what === 'ledger') process.exitCode = await verifyLedger(process.env);
  else if (what === 'entitlements') process.exitCode = await verifyEntitlements(process.env);
  else if (what === 'certificate' || what === 'license-key')
    process.exitCode = await verifyDocument(what, rest, process.env);
  else
    throw new StartError(
      'usage: npm run verify -- ledger | entitlements | certificate FILE [--keys FILE or address] | license-key FILE [--keys …]',
    );
} catch (error) {
  endWithReason(error);
}
