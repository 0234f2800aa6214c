import type { Violation } from '../answers.ts';

/** A refusal as the interface gives it (RFC 9457); status 0: no answer came. */
export class CallError extends Error {
  readonly status: number;
  readonly violations: readonly Violation[];
  /** How far a refused plan got. */
  readonly plan: unknown;

  constructor(status: number, problem: { title?: string; detail?: string; violations?: Violation[]; plan?: unknown }) {
    super(problem.detail ?? problem.title ?? '');
    this.status = status;
    this.violations = problem.violations ?? [];
    this.plan = problem.plan;
  }
}
