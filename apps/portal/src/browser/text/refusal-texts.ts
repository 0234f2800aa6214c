/** What a language has for refusals of the services. */

/** What has to hold and what would make it possible, by code. */
export type ReasonTexts = Readonly<Record<string, readonly [sentence: string, remedy: string]>>;

/** The reasons for refusals in a language; a file of its own, since they are as much text again as all pages have. */
export interface Reasons {
  readonly reasons: ReasonTexts;
  /** Codes whose message names what no sentence can: it stands there as the service says it. */
  readonly named: readonly string[];
}

/** How a language tells refusals with their figures. */
export interface FigureTexts {
  /** What is refused, with its figures, where that says more than the sentence of its reason. */
  readonly told: Readonly<Record<string, (limit: string, actual: string) => string>>;
  /** What may be and what was, beside the sentence of a reason; either may be empty. */
  readonly figures: (limit: string, actual: string) => string;
}
