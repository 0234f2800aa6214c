import type { z } from 'zod';
import { nearestName } from '../text/nearest-name.ts';
import { asItShouldBe, formatMessage, measured, tooLarge, tooSmall, withBound } from './violation-words.ts';

/** A schema violation in the shape that every refusal has; see the domain's `Violation`. */
export interface SchemaViolation {
  readonly code: string;
  readonly path: string;
  /** The number of the line that it is in, where the line says one. */
  readonly line?: number;
  readonly message: string;
  readonly value?: string;
  readonly limit?: string;
  readonly actual?: string;
  readonly remedy?: string;
}

/**
 * Everything that a schema found wrong with `input`, in the order of the fields, with the value and the limit where
 * there is one.
 *
 * @param tells which of them are told
 */
export function schemaViolations(
  error: z.ZodError,
  input: unknown,
  tells: (issue: z.core.$ZodIssue) => boolean = () => true,
): SchemaViolation[] {
  return error.issues
    .filter((issue, index, issues) => isOfUse(issue, index, issues) && tells(issue))
    .map((issue) => violationOf(issue, input));
}

/** `['lines', 2, 'quantity']` as `lines[2].quantity`; the whole message is `$`. */
export function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${shortName(step)}`)).join('');
  return text === '' ? '$' : text.replace(/^\./, '');
}

/** A name as it was sent can be as long as the message. */
function shortName(name: PropertyKey): string {
  const text = String(name);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

// What no double holds exactly is outside the field's own bounds as well, and those are what helps.
function isOfUse(issue: z.core.$ZodIssue, _index: number, issues: readonly z.core.$ZodIssue[]): boolean {
  if ((issue.code !== 'too_big' && issue.code !== 'too_small') || issue.origin !== 'int') return true;
  const path = pathText(issue.path);
  return !issues.some((other) => other !== issue && other.code === issue.code && pathText(other.path) === path);
}

function violationOf(issue: z.core.$ZodIssue, input: unknown): SchemaViolation {
  const path = pathText(issue.path);
  const what = path === '$' ? 'the message' : path;
  const value = valueAt(input, issue.path);
  // K4: what somebody mistyped of a passcode is most of it.
  const isSecret = issue.path.some((step) => /^passcodes?$/.test(String(step)));
  const line = lineOf(input, issue.path);
  const at = {
    path,
    ...(line === undefined ? {} : { line }),
    ...(value === undefined || isSecret ? {} : { value: shorten(value) }),
  };
  const saying = { ...at, ...(isSecret ? {} : measured(issue, value)) };
  switch (issue.code) {
    case 'invalid_type': {
      const type = typeNames[issue.expected] ?? `of type ${issue.expected}`;
      const limit = issue.expected;
      return value === undefined
        ? {
            code: 'REQUIRED',
            ...at,
            message: `${what} is missing; it has to be ${type}`,
            limit,
            remedy: `send ${type}`,
          }
        : { code: 'WRONG_TYPE', ...at, message: `${what} is not ${type}`, limit, remedy: `send ${type}` };
    }
    case 'too_small': {
      const remedy = `send ${withBound('at least', issue.minimum, issue.origin)}`;
      return {
        code: 'TOO_SMALL',
        ...saying,
        message: `${what} ${tooSmall(issue)}`,
        limit: String(issue.minimum),
        remedy,
      };
    }
    case 'too_big': {
      const remedy = `send ${withBound('at most', issue.maximum, issue.origin)}`;
      return {
        code: 'TOO_LARGE',
        ...saying,
        message: `${what} ${tooLarge(issue)}`,
        limit: String(issue.maximum),
        remedy,
      };
    }
    case 'invalid_value': {
      const values = issue.values.map(String);
      const limit = values.join(', ');
      const nearest = typeof value === 'string' ? nearestName(value, values) : undefined;
      const remedy = `write ${nearest ?? (values.length === 1 ? limit : 'one of these')}`;
      if (value === undefined)
        return { code: 'REQUIRED', ...at, message: `${what} is missing; it has to be one of ${limit}`, limit, remedy };
      return { code: 'UNKNOWN_VALUE', ...at, message: `${what} is none of ${limit}`, limit, remedy };
    }
    case 'invalid_format': {
      const wrong = formatMessage(issue);
      return { code: 'WRONG_FORMAT', ...at, message: `${what} ${wrong}`, ...asItShouldBe(wrong) };
    }
    case 'invalid_key': {
      const [problem] = issue.issues;
      const wrong = problem?.code === 'invalid_format' ? formatMessage(problem) : 'cannot stand here';
      const message = `${what}: ${shortName(issue.path.at(-1) ?? '')} ${wrong}`;
      return { code: 'INVALID', ...at, message, ...asItShouldBe(wrong) };
    }
    case 'unrecognized_keys': {
      const message = `${what} has fields that nobody knows: ${shortName(issue.keys.join(', '))}`;
      return { code: 'INVALID', ...at, message, remedy: 'leave them out' };
    }
    case 'invalid_union':
      return {
        code: 'INVALID',
        ...at,
        message: `${what} is in none of the forms that are understood`,
        ...asDocumented,
      };
    case 'custom':
      return {
        code: 'INVALID',
        ...at,
        message: `${what} ${issue.message}`,
        ...asDocumented,
        ...sayingOf(issue.params),
      };
    default:
      return { code: 'INVALID', ...at, message: `${what} ${issue.message}`, ...asDocumented };
  }
}

const asDocumented = { remedy: 'send it as GET /api/openapi.json describes it' } as const;

/** What a check of our own says besides: a code, a limit, a remedy. */
function sayingOf(params: Readonly<Record<string, unknown>> = {}): Partial<SchemaViolation> {
  const { code, limit, remedy } = params as Partial<SchemaViolation>;
  return { ...(code && { code }), ...(limit && { limit }), ...(remedy && { remedy }) };
}

// Numbers of messages are counts; zod asks for a number first and for a whole one then.
const typeNames: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a whole number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** The number of the line that a path leads into, where the line says one. */
function lineOf(input: unknown, path: readonly PropertyKey[]): number | undefined {
  if (path[0] !== 'lines' || path.length < 2) return undefined;
  const line = valueAt(input, [...path.slice(0, 2), 'lineNumber']);
  return Number.isSafeInteger(line) ? (line as number) : undefined;
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
  // A hundred characters hold no more than fifty entries.
  const text = typeof value === 'string' ? value : JSON.stringify(Array.isArray(value) ? value.slice(0, 50) : value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
