/** How a language writes figures and dates: stated by us, so that documents stay the same whatever the runtime's tables say. */
export interface Formats {
  /** Names of the months, or what stands for them. */
  readonly months: readonly string[];
  readonly shortMonths: readonly string[];
  /** With `{d}`, `{dd}`, `{m}`, `{mm}`, `{month}` and `{yyyy}`. */
  readonly date: string;
  /** With `{month}` and `{yyyy}`. */
  readonly month: string;
  /** With `{month}`, a short name, and `{yyyy}`. */
  readonly shortMonth: string;
  /** A whole month: with `{last}`, its last day, and as a date. */
  readonly period: string;
  /** With `{date}`, `{time}` and `{zone}`. */
  readonly moment: string;
  /** Between groups of three digits. */
  readonly group: string;
  /** Before decimals. */
  readonly decimal: string;
  /** With `{number}`. */
  readonly percent: string;
  /** Between sentences that follow each other. */
  readonly sentences: string;
  /** Between parts that are told one after the other. */
  readonly list: string;
}
