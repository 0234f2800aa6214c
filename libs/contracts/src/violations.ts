import type { z } from 'zod';

/** A schema violation in the shape that every refusal has; see the domain's `Violation`. */
export interface SchemaViolation {
  readonly code: string;
  readonly path: string;
  readonly message: string;
  readonly value?: string;
  readonly limit?: string;
}

/**
 * Everything that a schema found wrong with `input`, in the order of the fields, with the value and the limit where
 * there is one.
 */
export function schemaViolations(error: z.ZodError, input: unknown): SchemaViolation[] {
  return error.issues.map((issue) => violationOf(issue, input));
}

/** `['lines', 2, 'quantity']` as `lines[2].quantity`; the whole message is `$`. */
export function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return text === '' ? '$' : text.replace(/^\./, '');
}

function violationOf(issue: z.core.$ZodIssue, input: unknown): SchemaViolation {
  const path = pathText(issue.path);
  const value = valueAt(input, issue.path);
  // K4: what somebody mistyped of a passcode is most of it.
  const isSecret = issue.path.some((step) => /^passcodes?$/.test(String(step)));
  const at = { path, ...(value === undefined || isSecret ? {} : { value: shorten(value) }) };
  switch (issue.code) {
    case 'invalid_type':
      return value === undefined
        ? { code: 'REQUIRED', ...at, message: `${path} is missing; it has to be of type ${issue.expected}` }
        : { code: 'WRONG_TYPE', ...at, message: `${path} is not of type ${issue.expected}`, limit: issue.expected };
    case 'too_small':
      return { code: 'TOO_SMALL', ...at, message: tooSmall(path, issue), limit: String(issue.minimum) };
    case 'too_big':
      return { code: 'TOO_LARGE', ...at, message: tooLarge(path, issue), limit: String(issue.maximum) };
    case 'invalid_value':
      return {
        code: 'UNKNOWN_VALUE',
        ...at,
        message: `${path} is none of ${issue.values.map(String).join(', ')}`,
        limit: issue.values.map(String).join(', '),
      };
    case 'invalid_format':
      return { code: 'WRONG_FORMAT', ...at, message: `${path} ${formatMessage(issue)}` };
    default:
      return { code: 'INVALID', ...at, message: `${path} ${issue.message}` };
  }
}

// Messages of our own schemas continue the path ("is not …", "has …"); zod's own start with a capital letter.
function formatMessage(issue: { format: string; message: string }): string {
  if (/^[a-z]/.test(issue.message)) return issue.message;
  const named: Record<string, string> = {
    date: 'is not a date as YYYY-MM-DD that exists',
    datetime: 'is not a time as RFC 3339 (2026-11-21T09:30:00Z)',
    url: 'is not an https:// address',
  };
  return named[issue.format] ?? `is not of the form ${issue.format}`;
}

function tooSmall(path: string, issue: { origin: string; minimum: number | bigint }): string {
  return issue.origin === 'number' || issue.origin === 'int'
    ? `${path} is less than ${issue.minimum}`
    : `${path} has fewer than ${issue.minimum} ${issue.origin === 'array' ? 'entries' : 'characters'}`;
}

function tooLarge(path: string, issue: { origin: string; maximum: number | bigint }): string {
  return issue.origin === 'number' || issue.origin === 'int'
    ? `${path} is more than ${issue.maximum}`
    : `${path} has more than ${issue.maximum} ${issue.origin === 'array' ? 'entries' : 'characters'}`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value: unknown = input;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

function shorten(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
