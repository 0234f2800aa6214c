import type { z } from 'zod';

/** What a refusal of a schema says in words: bounds with their unit, forms, and what would be right. */

/** What is wrong with a text's form, behind its path. Messages of our own schemas are that ("is not …", "has …"); zod's own start with a capital letter. */
export function formatMessage(issue: { format: string; message: string }): string {
  if (/^[a-z]/.test(issue.message)) return issue.message;
  const named: Record<string, string> = {
    date: 'is not a date as YYYY-MM-DD that exists',
    datetime: 'is not a time as RFC 3339 (2026-11-21T09:30:00Z)',
    url: 'is not an https:// address',
  };
  return named[issue.format] ?? `is not of the form ${issue.format}`;
}

type Bounds = { readonly origin: string };

/** `is less than 1`, `has fewer than 3 entries` */
export function tooSmall({ origin, minimum }: Bounds & { readonly minimum: number | bigint }): string {
  if (origin === 'number' || origin === 'int') return `is less than ${minimum}`;
  const least = counted(Number(minimum), origin);
  return Number(minimum) === 1 ? `is empty; it has to have at least ${least}` : `has fewer than ${least}`;
}

/** `is more than 100`, `has more than 64 characters` */
export function tooLarge({ origin, maximum }: Bounds & { readonly maximum: number | bigint }): string {
  if (origin === 'number' || origin === 'int') return `is more than ${maximum}`;
  return `has more than ${counted(Number(maximum), origin)}`;
}

function counted(count: number, origin: string): string {
  if (origin === 'array') return `${count} ${count === 1 ? 'entry' : 'entries'}`;
  return `${count} character${count === 1 ? '' : 's'}`;
}

/** What there is of something that a bound limits, where its length is limited: a number says itself what it is. */
export function measured(issue: z.core.$ZodIssue, value: unknown): { actual?: string } {
  const { origin } = issue as { origin?: string };
  if (origin === 'number' || origin === 'int') return { actual: String(value) };
  const { length } = (value ?? {}) as { length?: unknown };
  return typeof length === 'number' ? { actual: String(length) } : {};
}

/** `at most 100`, `at least 3 entries` */
export function withBound(bound: string, limit: number | bigint, origin: string): string {
  return `${bound} ${origin === 'number' || origin === 'int' ? limit : counted(Number(limit), origin)}`;
}

/** What "is not a date", "starts with @; it has to start with another character" and the like would rather have. */
export function asItShouldBe(wrong: string): { limit?: string; remedy: string } {
  const form = /^is not (.+?)(?:[;:] .*)?$/.exec(wrong)?.[1];
  if (form !== undefined) return { limit: form, remedy: `write ${form.replace(/^of the form/, 'it in the form')}` };
  const demand = /\bhas to (.+)$/.exec(wrong)?.[1];
  if (demand !== undefined) return { limit: demand, remedy: `change it: it has to ${demand}` };
  return { limit: 'text that can be seen', remedy: 'write it so that all of it can be seen' };
}
