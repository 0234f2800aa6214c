import type { Violation } from '#domain/values/violation.ts';
import { previewTransfer, type TransferLicenses } from '../actions/transfer.ts';
import { type Terms, violationsOfCommit } from '../authority/asked.ts';
import { accountFor } from '../authority/authority.ts';
import { type Account, type Administrator, isAdministrator, titleOf } from '../books/account.ts';
import { type Books, keyOf } from '../books/books.ts';
import type { CaseDetails, CaseStep, CaseStepRefused, PasscodeTried, TransferCaseSubmitted } from '../books/case.ts';
import type { TransferPlan } from '../books/plan.ts';

/** Whether a passcode is the requester's own in an account; compared by the service, in constant time (K4). */
export type PasscodeCheck = 'right' | 'wrong' | 'missing';

/** Asks support for a transfer (K8). */
export interface SubmitCase extends TransferLicenses {
  readonly requestedBy: string;
  readonly destinationName: string;
  readonly destinationLink: string;
  readonly details: CaseDetails;
  readonly passcodes: { readonly source: PasscodeCheck; readonly target: PasscodeCheck };
}

/** After so many wrong passcodes in a row, none is looked at any more (K4). */
export const passcodeTries = 5;

/**
 * K4, K8: a case is submitted when every rule of the transfer holds and the passcodes are the requester's own. Wrong passcodes
 * are counted, whatever else is wrong.
 */
export function decideCase(
  books: Books,
  command: SubmitCase,
  terms: Terms,
): (TransferCaseSubmitted | CaseStepRefused | PasscodeTried)[] {
  const { id: caseId, at, from, to, lines, requestedBy, destinationName, destinationLink, details, note } = command;
  const plan = previewCase(books, command, terms);
  const tried = triedPasscodes(books, command);
  const violations = violationsOfCommit(command, plan);
  if (violations.length > 0) return [...tried, { type: 'CaseStepRefused', caseId, at, by: requestedBy, violations }];
  const step: CaseStep = { step: 'submitted', at, by: requestedBy, ...(note === undefined ? {} : { comment: note }) };
  const facts = { caseId, from, to, lines, requestedBy, destinationName, destinationLink, details };
  return [...tried, { type: 'TransferCaseSubmitted', case: { ...facts, state: 'submitted', history: [step] }, step }];
}

/** The plan of what the case asks for, with what stands in the way of submitting it. */
export function previewCase(books: Books, command: SubmitCase, terms: Terms): TransferPlan {
  const plan = previewTransfer(books, command, terms);
  const [source, target] = [command.from, command.to].map((id) => accountFor(books, command, id, terms));
  const violations = [
    ...command.lines.flatMap((line, index) => ('licenseKey' in line && line.deviceType ? [] : [keyRequired(index)])),
    ...(target ? destinationViolations(books, target, command) : []),
    ...(source ? passcodeViolations(books, source, command, 'source') : []),
    ...(target ? passcodeViolations(books, target, command, 'target') : []),
  ];
  return { ...plan, violations: [...plan.violations, ...violations] };
}

function destinationViolations(books: Books, target: Account, command: SubmitCase): Violation[] {
  const plain = (text: string) => text.trim().replace(/\/$/, '').toLowerCase();
  // How the target is known is said to those who administer it alone.
  const mayKnow = isAdministrator(personIn(books, target.accountId, command));
  return (['name', 'link'] as const).flatMap((fact): Violation[] => {
    const [path, known] = [fact === 'name' ? 'destinationName' : 'destinationLink', target[fact]] as const;
    const value = command[path];
    if (known === undefined || plain(value) === plain(known)) return [];
    return [
      {
        code: 'DESTINATION_DIFFERS',
        path,
        value,
        message: `${value} is not the ${fact} of ${target.accountId}${mayKnow ? `, which is ${known}` : ''}`,
        remedy: mayKnow ? `give ${known}` : `copy the ${fact} from the dashboard of the destination organization`,
      },
    ];
  });
}

type Side = 'source' | 'target';

function passcodeViolations(books: Books, account: Account, command: SubmitCase, side: Side): Violation[] {
  const path = `passcodes.${side === 'source' ? 'source' : 'destination'}`;
  const person = personIn(books, account.accountId, command);
  const check = command.passcodes[side];
  if ((person?.passcodeFailures ?? 0) >= passcodeTries) {
    const message = `the passcode of ${command.requestedBy} for ${titleOf(account)} is locked after ${passcodeTries} wrong ones`;
    return [{ code: 'PASSCODE_LOCKED', path, message, remedy: 'set a new passcode in the dashboard' }];
  }
  if (check === 'right') return [];
  if (check === 'wrong' && !person?.passcodeHash) {
    const message = `no support passcode of ${command.requestedBy} is stored for ${titleOf(account)}`;
    const remedy = 'have an owner of the account set one with your role there, and give that';
    return [{ code: 'PASSCODE_REQUIRED', path, message, remedy }];
  }
  if (check === 'missing') {
    const message = `a case needs the support passcode of ${command.requestedBy} for ${titleOf(account)}`;
    return [{ code: 'PASSCODE_REQUIRED', path, message, remedy: 'give the 4 digits that the dashboard shows' }];
  }
  const message = `that is not the passcode of ${command.requestedBy} for ${titleOf(account)}`;
  return [{ code: 'PASSCODE_WRONG', path, message, remedy: 'give the 4 digits that the dashboard shows' }];
}

function personIn(books: Books, accountId: string, { requestedBy }: SubmitCase): Administrator | undefined {
  return books.administrators.get(keyOf(accountId, requestedBy));
}

function triedPasscodes(books: Books, command: SubmitCase): PasscodeTried[] {
  const sides: readonly (readonly [string, PasscodeCheck])[] = [
    [command.from, command.passcodes.source],
    [command.to, command.passcodes.target],
  ];
  return sides.flatMap(([accountId, check]): PasscodeTried[] => {
    const person = personIn(books, accountId, command);
    const failures = person?.passcodeFailures ?? 0;
    if (!person?.passcodeHash || failures >= passcodeTries || check === 'missing') return [];
    if (check === 'right' && failures === 0) return [];
    return [{ type: 'PasscodeTried', accountId, email: person.email, failures: check === 'right' ? 0 : failures + 1 }];
  });
}

function keyRequired(index: number): Violation {
  return {
    code: 'LICENSE_KEY_REQUIRED',
    path: `lines[${index}].licenseKey`,
    line: index + 1,
    message: 'a case names its licenses by license key and device type',
    limit: 'Z2##-####-####',
    remedy: 'give the source license key, and the device type with a count, in each line',
  };
}
