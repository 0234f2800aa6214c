import path from 'node:path';
import { mailboxOf } from '#contracts/text/mail-address.ts';
import { emailAddress } from '#contracts/text/primitives.ts';
import { readOrMakeKeyFile } from './keys/key-file.ts';
import type { Log } from './log.ts';
import { type Settings, StartError } from './settings.ts';

/** Whom the first start of an embedded instance makes its operator; whoever may read DATA_DIR makes a token for it. */
const firstOperator = 'operator@seatwright.example';

type Deciding = Pick<Settings, 'operators' | 'databaseUrl' | 'kafka' | 'openId' | 'dataDir'>;

/** The file in which an embedded instance keeps its operators, an address a line. */
export function operatorsFile({ dataDir }: Pick<Settings, 'dataDir'>): string {
  return path.join(dataDir, 'operators');
}

/** Whether a process is the embedded default with tokens of its own: everything that it trusts lies in DATA_DIR. */
export function isEmbedded({ databaseUrl, kafka, openId }: Deciding): boolean {
  return databaseUrl === undefined && kafka === undefined && openId === undefined;
}

/**
 * R6: who operates Seatwright beside whoever has the role of support: whom OPERATORS names, else on the embedded default whom its
 * first start wrote down. Elsewhere nobody: never somebody for want of others.
 * @throws StartError for a file that names what is no address
 */
export function operatorsOf(settings: Deciding): readonly string[] {
  if (settings.operators.length > 0 || !isEmbedded(settings)) return settings.operators;
  const file = operatorsFile(settings);
  const lines = writtenDown(file).split('\n');
  return lines.flatMap((line) => {
    if (line.trim() === '') return [];
    const address = emailAddress.safeParse(line.trim());
    if (!address.success) throw new StartError(`${file} names ${line.trim()}, which is no e-mail address`);
    return [mailboxOf(address.data)];
  });
}

function writtenDown(file: string): string {
  try {
    return readOrMakeKeyFile(file, () => `${firstOperator}\n`);
  } catch (error) {
    const folder = path.dirname(file);
    throw new StartError(
      `${folder} cannot be written (${(error as Error).message}); set DATA_DIR to a folder that can`,
    );
  }
}

/** Says at the start who that is, or that it is nobody. */
export function tellOperators(settings: Deciding, operators: readonly string[], log: Log): void {
  if (operators.length === 0) {
    log.warn(
      'nobody operates Seatwright but who has the role of support: set OPERATORS to the e-mail addresses of those who do',
    );
  } else if (settings.operators.length === 0) {
    const [operator] = operators;
    log.info(
      { file: operatorsFile(settings) },
      `the operator is ${operator}: npm run -s token -- ${operator} makes a token`,
    );
  }
}
