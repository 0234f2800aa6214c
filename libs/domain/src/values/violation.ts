/**
 * Why something was refused, for people and for programs.
 *
 * `code` is published, upper case and never renamed. `message` says what is wrong with the figures in it, `remedy` what
 * would make it possible. `path` points into the message (`lines[2].quantity`); `line` is the line's number where one
 * is meant; `limit` and `actual` are the two figures that do not agree, as text.
 */
export interface Violation {
  readonly code: string;
  readonly message: string;
  readonly path?: string;
  readonly line?: number;
  readonly value?: string;
  readonly limit?: string;
  readonly actual?: string;
  readonly remedy?: string;
  /** Where it stands in the document that the order came in. */
  readonly source?: DocumentPlace;
}

/** A place in a document of another system, in its own terms: `/Order/cac:OrderLine[2]/cbc:ID`. Line and column count from 1. */
export interface DocumentPlace {
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
}

/** What has to hold where a code is told, and what would make it possible: a sentence each, by code. */
export type CodeTexts = Readonly<Record<string, readonly [sentence: string, remedy: string]>>;

/** Either a value or everything that was wrong with the input. Refusals are answers, never exceptions. */
export type Result<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly violations: readonly Violation[] };

/** An accepted value. */
export function accepted<Value>(value: Value): Result<Value> {
  return { ok: true, value };
}

/** A refusal with at least one violation. */
export function refused(...violations: Violation[]): { readonly ok: false; readonly violations: readonly Violation[] } {
  return { ok: false, violations };
}

/** So many violations are kept and told of one document; whoever mends them sends it again anyway (R15). */
export const mostViolations = 100;

/** The first violations, and how many more there are: what is kept of a refusal does not grow with what was refused. */
export function firstViolations<Each extends Violation>(violations: readonly Each[]): (Each | Violation)[] {
  const more = violations.length - mostViolations;
  if (more <= 0) return [...violations];
  const rest: Violation = {
    code: 'MORE_VIOLATIONS',
    message: `${more} more ${more === 1 ? 'thing is' : 'things are'} wrong and not listed`,
    limit: String(mostViolations),
    actual: String(violations.length),
    remedy: 'mend what is listed and send it again',
  };
  return [...violations.slice(0, mostViolations), rest];
}
