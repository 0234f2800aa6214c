import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { releases, transactions } from '#formats/ubl/rules/rule.ts';
import { validatePeppol } from '#formats/ubl/rules/validation.ts';

/**
 * `npm run -s validate-order -- [--release R] [--transaction T] FILE`, or `--batch` with lines `T01<TAB>FILE` on stdin: what Peppol's rules
 * say of each file, a JSON object a line. Exit 0 however many rules are broken, 2 for what is no XML or no such file, and for wrong arguments.
 */
const usage = `validate-order [--release ${releases.join('|')}] [--transaction ${transactions.join('|')}] FILE | --batch`;

const release = oneOf(releases, 'release') ?? releases[releases.length - 1];
const transaction = oneOf(transactions, 'transaction');

if (argumentsOf().values.batch) {
  for (const line of (await text(process.stdin)).split(/\r?\n/)) {
    const [first = '', ...rest] = line.split('\t');
    if (line.trim() === '') continue;
    if (rest.length === 0) print(first, transaction);
    else if (transactions.some((name) => name === first)) print(rest.join('\t'), first);
    else refuse(`${JSON.stringify(first)} is no transaction: one of ${transactions.join(', ')}`);
  }
} else {
  const { positionals } = argumentsOf();
  if (positionals.length !== 1) refuse(usage);
  print(positionals[0] ?? '', transaction);
}

function argumentsOf() {
  const options = { release: { type: 'string' }, transaction: { type: 'string' }, batch: { type: 'boolean' } } as const;
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    return refuse(`${(error as Error).message}\n${usage}`);
  }
}

function oneOf<Name extends string>(names: readonly Name[], option: 'release' | 'transaction'): Name | undefined {
  const given = argumentsOf().values[option];
  const known = names.find((name) => name === given);
  return given === undefined || known ? known : refuse(`there is no ${option} ${given}: one of ${names.join(', ')}`);
}

function print(file: string, told: string | undefined): void {
  const known = transactions.find((name) => name === told);
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    console.log(JSON.stringify({ file, unreadable: (error as Error).message }));
    process.exitCode = 2;
    return;
  }
  const validation = validatePeppol(bytes, release ?? '2026.5', known);
  console.log(JSON.stringify({ file, ...validation }));
  if ('unreadable' in validation) process.exitCode = 2;
}

function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}
