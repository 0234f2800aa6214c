import type { Formats } from './formats.ts';
import type { english } from './texts/en.ts';

/** English has every text: what the others have is held against it. */
export type Texts = typeof english.texts;
export type TextKey = keyof Texts;

/** A text by the plural forms of its language (CLDR); `{count}` decides which. */
export type PluralText = { readonly other: string } & { readonly [form in Intl.LDMLPluralRule]?: string };

/** All that is said in a language. A file each. */
export interface WrittenLanguage {
  /** BCP 47, without a region where it is meant for all of them. */
  readonly tag: string;
  readonly formats: Formats;
  readonly texts: { readonly [key in TextKey]: Texts[key] extends string ? string : PluralText };
}

type Named<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Named<Rest> : never;
type ValuesOf<Text> = Text extends string
  ? Named<Text>
  : Text extends { readonly other: infer Other extends string }
    ? Named<Other> | 'count'
    : never;

/** What a text asks for: nothing, or a value for each of its placeholders. */
export type TextValues<Key extends TextKey> = [ValuesOf<Texts[Key]>] extends [never]
  ? []
  : [values: Readonly<Record<ValuesOf<Texts[Key]>, string | number>>];
