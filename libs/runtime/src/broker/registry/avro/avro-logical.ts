import { FrameProblem } from '../frame-problem.ts';

/** How many parts of a second a time counts, or that it counts days; with `local` in no zone. */
export type LogicalName =
  | 'date'
  | 'time-3'
  | 'time-6'
  | 'instant-3'
  | 'instant-6'
  | 'instant-9'
  | 'local-3'
  | 'local-6'
  | 'local-9';

const byType: Readonly<Record<string, LogicalName>> = {
  'int date': 'date',
  'int time-millis': 'time-3',
  'long time-micros': 'time-6',
  'long timestamp-millis': 'instant-3',
  'long timestamp-micros': 'instant-6',
  'long timestamp-nanos': 'instant-9',
  'long local-timestamp-millis': 'local-3',
  'long local-timestamp-micros': 'local-6',
  'long local-timestamp-nanos': 'local-9',
  // Debezium says it in a name of its own: its timestamps are of columns without a zone.
  'int io.debezium.time.Date': 'date',
  'int io.debezium.time.Time': 'time-3',
  'long io.debezium.time.MicroTime': 'time-6',
  'long io.debezium.time.Timestamp': 'local-3',
  'long io.debezium.time.MicroTimestamp': 'local-6',
  'long io.debezium.time.NanoTimestamp': 'local-9',
};

/** What the attributes of a type say that its whole numbers are; undefined for numbers. */
export function logicalOf(type: 'int' | 'long', told: Readonly<Record<string, unknown>>): LogicalName | undefined {
  return byType[`${type} ${String(told.logicalType)}`] ?? byType[`${type} ${String(told['connect.name'])}`];
}

const dayMilliseconds = 86_400_000n;
const [firstYear, yearAfterLast] = [BigInt(Date.parse('0001-01-01T00:00:00Z')), BigInt(Date.UTC(10_000, 0))];

/**
 * A date or time as ISO 8601; an instant is in UTC.
 *
 * @throws FrameProblem for one outside the years 1 to 9999, or outside a day
 */
export function timeText(logical: LogicalName, value: bigint): string {
  if (logical === 'date') return isoOf(value * dayMilliseconds).slice(0, 10);
  const digits = Number(logical.at(-1));
  const perMillisecond = 10n ** BigInt(digits - 3);
  // Times before 1970 count down: the fraction still counts up.
  const rest = ((value % perMillisecond) + perMillisecond) % perMillisecond;
  const milliseconds = (value - rest) / perMillisecond;
  const finer = rest === 0n ? '' : String(rest).padStart(digits - 3, '0');
  const isTime = logical.startsWith('time');
  if (isTime && (milliseconds < 0n || milliseconds >= dayMilliseconds))
    throw new FrameProblem('it has a time that is in no day');
  const iso = isoOf(milliseconds).slice(isTime ? 11 : 0, -1);
  return `${iso}${finer}${logical.startsWith('instant') ? 'Z' : ''}`;
}

function isoOf(milliseconds: bigint): string {
  if (milliseconds < firstYear || milliseconds >= yearAfterLast)
    throw new FrameProblem('it has a time outside the years 1 to 9999');
  return new Date(Number(milliseconds)).toISOString();
}

/** Longer ones are no amounts: as text they would take far longer than they are. */
const mostDecimalBytes = 128;

/**
 * A decimal as exact text, with as many places as its scale has.
 *
 * @param bytes two's complement, most significant first
 * @throws FrameProblem
 */
export function exactDecimalText(bytes: Uint8Array, scale: number): string {
  if (bytes.length === 0 || bytes.length > mostDecimalBytes || scale > 2 * mostDecimalBytes) {
    throw new FrameProblem(`it has a decimal of ${bytes.length} bytes and ${scale} places`);
  }
  const magnitude = BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString('hex')}`));
  const digits = String(magnitude < 0n ? -magnitude : magnitude).padStart(scale + 1, '0');
  const [whole, fraction] = [digits.slice(0, digits.length - scale), digits.slice(digits.length - scale)];
  return `${magnitude < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${fraction}`}`;
}
