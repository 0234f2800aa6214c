export interface TransferCase {
  readonly caseId: string;
}
export type CaseEvent = { readonly type: 'TransferCaseSubmitted'; readonly case: TransferCase };
export function evolveCases(cases: Map<string, TransferCase>, event: CaseEvent): void {
  cases.set(event.case.caseId, event.case);
}
