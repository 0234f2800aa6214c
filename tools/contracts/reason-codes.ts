import { documentCodes } from '#apps/intake/src/documents/document-codes.ts';
import { portalCodes } from '#apps/portal/src/portal-codes.ts';
import { readingCodes } from '#contracts/reading/reading-codes.ts';
import { entitlementCodes } from '#domain/entitlements/entitlement-codes.ts';
import { invoiceCodes } from '#domain/invoices/invoice-codes.ts';
import { nameCodes } from '#domain/licenses/rules/catalog/name-codes.ts';
import { ruleCatalog } from '#domain/licenses/rules/rules.ts';
import { orderCodes } from '#domain/orders/order-codes.ts';
import { valueCodes } from '#domain/values/value-codes.ts';
import { sourceCodes } from '#formats/source-codes.ts';

/** A code of a violation, as it is published: never renamed. */
export interface ReasonCode {
  readonly code: string;
  /** What has to hold. */
  readonly sentence: string;
  /** What would make it possible. */
  readonly remedy: string;
  /** What is refused by it; `any`: whatever is sent. */
  readonly about: string;
}

type Meaning = Omit<ReasonCode, 'about'>;

/** Every code by the room that raises it; what it means stands there. */
const codesByRoom: readonly (readonly [room: string, codes: readonly Meaning[]])[] = [
  [
    'licenses',
    [...ruleCatalog.map(({ code, sentence, remedy }) => ({ code, sentence, remedy })), ...listed(nameCodes)],
  ],
  ['orders', listed(orderCodes)],
  ['entitlements', listed(entitlementCodes)],
  ['invoices', listed(invoiceCodes)],
  ['values', listed(valueCodes)],
  // Formats and profiles say some alike.
  ['documents', listed({ ...documentCodes, ...sourceCodes })],
  ['any', listed(readingCodes)],
  ['portal', listed(portalCodes)],
];

function listed(texts: Readonly<Record<string, readonly [sentence: string, remedy: string]>>): Meaning[] {
  return Object.entries(texts).map(([code, [sentence, remedy]]) => ({ code, sentence, remedy }));
}

/** The codes that a room of the domain raises, or `any`: of bodies and messages, whatever they are about. */
export function codesOf(room: string): string[] {
  return codesByRoom.flatMap(([name, codes]) => (name === room ? codes.map(({ code }) => code) : []));
}

/**
 * Every code that a violation can have, in alphabetical order.
 * @throws Error for a code that is listed twice
 */
export function reasonCodes(): ReasonCode[] {
  const all = codesByRoom.flatMap(([room, codes]) => {
    // Values are in whatever is sent.
    const about = room === 'values' ? 'any' : room;
    return codes.map((code) => ({ ...code, about }));
  });
  const twice = all.filter(({ code }, index) => all.findIndex((other) => other.code === code) < index);
  if (twice.length > 0) throw new Error(`${twice.map(({ code }) => code).join(', ')} stands in two lists of codes`);
  return all.sort((one, other) => (one.code < other.code ? -1 : 1));
}

/** The codes as a schema that says of each what it means. */
export function reasonCodeSchema(): object {
  return {
    type: 'string',
    description: 'Why something was refused. Codes are never renamed; later releases may have more of them.',
    oneOf: reasonCodes().map(({ code, sentence, remedy }) => {
      return { const: code, title: sentence, description: `${sentence} Remedy: ${remedy}` };
    }),
  };
}
