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
}

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
