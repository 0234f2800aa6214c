import { Unreadable } from '../../format.ts';
import { pathOf, readXml, type XmlElement } from '../../xml/tree.ts';
import { unwrap } from '../envelope.ts';
import { brokenPeppolRules, transactionOf } from './check.ts';
import type { Flag, Release, Transaction } from './rule.ts';
import { ruleText } from './rule-texts.ts';
import { type StructureFinding, structureFindings } from './structure.ts';

/** What Peppol's rules say of a document: an entry in `rules` for each assertion that failed. What it lacks stands in `structure`. */
export interface Validation {
  readonly transaction: Transaction | null;
  readonly rules: readonly {
    readonly id: string;
    readonly flag: Flag;
    readonly location: string;
    readonly message: string;
  }[];
  readonly structure: readonly StructureFinding[];
}

/** Checks a document or a part of one. Without a transaction, its CustomizationID says which one it is, else its root. */
export function validatePeppol(
  bytes: Uint8Array,
  release: Release,
  told?: Transaction,
): Validation | { readonly unreadable: string } {
  let document: XmlElement;
  try {
    document = unwrap(readXml(bytes).root).document;
  } catch (error) {
    if (error instanceof Unreadable) return { unreadable: error.message };
    throw error;
  }
  const transaction = told ?? transactionOf(document);
  return {
    transaction: transaction ?? null,
    rules: brokenPeppolRules(document, transaction, release).map(({ id, flag, element }) => {
      return { id, flag, location: pathOf(element), message: ruleText(id) };
    }),
    structure: transaction ? structureFindings(document, transaction) : [],
  };
}
