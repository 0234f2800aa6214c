import type { Instant } from '#domain/values/calendar.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { TransferLine } from './plan.ts';

/** What a case says about the matter; support asks for all of it (K8). */
export interface CaseDetails {
  readonly scope: string;
  readonly frequency: string;
  readonly startTime: string;
  readonly relatedCases: string;
  readonly testResults: string;
  readonly workaround: string;
  readonly businessImpact: string;
}

/** One step of a case; nothing of it is ever changed. */
export interface CaseStep {
  readonly step: 'submitted' | 'commented' | 'approval-failed' | 'approved' | 'refused' | 'withdrawn';
  readonly at: Instant;
  /** Lower-case e-mail. */
  readonly by: string;
  readonly comment?: string;
  /** What stood in the way when support wanted to approve. */
  readonly violations?: readonly Violation[];
}

/** A transfer that support is asked to make (K8). Closed is closed. */
export interface TransferCase {
  readonly caseId: string;
  readonly state: 'submitted' | 'refused' | 'withdrawn' | 'executed';
  readonly from: string;
  readonly to: string;
  readonly lines: readonly TransferLine[];
  readonly requestedBy: string;
  readonly destinationName: string;
  readonly destinationLink: string;
  readonly details: CaseDetails;
  readonly history: readonly CaseStep[];
  /** The transfer that approval made. */
  readonly transferId?: string;
}

interface CaseEventOf<Type extends string> {
  readonly type: Type;
  /** The case after the step. */
  readonly case: TransferCase;
  readonly step: CaseStep;
}

export type TransferCaseSubmitted = CaseEventOf<'TransferCaseSubmitted'>;
export type TransferCaseCommented = CaseEventOf<'TransferCaseCommented'>;
export type TransferCaseApproved = CaseEventOf<'TransferCaseApproved'>;
export type TransferCaseRefused = CaseEventOf<'TransferCaseRefused'>;
export type TransferCaseWithdrawn = CaseEventOf<'TransferCaseWithdrawn'>;
/** Beside the refused step: the case stays open, and its history has the attempt. */
export type TransferCaseApprovalFailed = CaseEventOf<'TransferCaseApprovalFailed'>;

/** A step that support or the requester may not take, or that a case is past; it changes nothing. */
export interface CaseStepRefused {
  readonly type: 'CaseStepRefused';
  readonly caseId: string;
  readonly at: Instant;
  readonly by: string;
  readonly violations: readonly Violation[];
}

/** A wrong passcode, counted until a right one comes; a few in a row lock it (K4). */
export interface PasscodeTried {
  readonly type: 'PasscodeTried';
  readonly accountId: string;
  readonly email: string;
  /** Wrong ones in a row from now on. */
  readonly failures: number;
}

export type CaseEvent =
  | TransferCaseSubmitted
  | TransferCaseCommented
  | TransferCaseApproved
  | TransferCaseRefused
  | TransferCaseWithdrawn
  | TransferCaseApprovalFailed
  | CaseStepRefused;

/** Folds a step into the cases. */
export function evolveCases(cases: Map<string, TransferCase>, event: CaseEvent): void {
  if (event.type !== 'CaseStepRefused') cases.set(event.case.caseId, event.case);
}
