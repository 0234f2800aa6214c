import { z } from 'zod';

/** Something that keeps the process from starting, in words for the person who started it. */
export class StartError extends Error {}

/** What the page of settings says of a variable: its form, and what holds when it is unset where that is no value of its own. */
export const settingTexts = z.registry<{ readonly takes: string; readonly unset?: string }>();

/**
 * The settings of one owner, a lib or an app: the variables of the environment, and what is made of them. A process puts the parts of
 * all that it runs together, and reads them once, when it starts.
 */
export interface SettingsPart<Value = unknown, Shared = unknown, Variables extends z.ZodObject = z.ZodObject> {
  readonly title: string;
  /** Every variable has its text in `settingTexts`. */
  readonly variables: Variables;
  /**
   * @param shared what others settled before
   * @throws StartError for variables that do not go together
   */
  read(values: z.output<Variables>, shared: Shared): Value;
}

/** A part, with the types that its variables give it. */
export function settingsPart<Value, Shared, Variables extends z.ZodObject>(
  part: SettingsPart<Value, Shared, Variables>,
): SettingsPart<Value, Shared, Variables> {
  return part;
}

/** An address of the web. */
export function webAddress() {
  return z.url({ protocol: /^https?$/, error: 'is not an address like https://licenses.example.com' });
}

/** A whole number within bounds. */
export function wholeNumber(least: number, most: number) {
  const wrong = `is not a whole number from ${least} to ${most}`;
  return z.coerce.number(wrong).int(wrong).min(least, wrong).max(most, wrong);
}

/** Texts between commas, without those that are empty. */
export function listed() {
  return z
    .string()
    .default('')
    .transform((text) => text.split(',').map((part) => part.trim()))
    .transform((parts) => parts.filter((part) => part !== ''));
}
