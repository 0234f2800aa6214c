/** Check digits and forms of the identifiers that Peppol's rules know, each over text without spaces around it. */

const fits = (form: RegExp) => (text: string) => form.test(text);

const digitsOf = (text: string): number[] => [...text].map(Number);

/** GS1: weights 3 and 1 from behind. Any length: other keys of GS1 have the same digit. */
function isGln(text: string): boolean {
  if (!/^[0-9]+$/.test(text)) return false;
  const digits = digitsOf(text).reverse();
  const sum = digits.slice(1).reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 3 : 1), 0);
  return (10 - (sum % 10)) % 10 === digits[0];
}

/** Norwegian organization numbers: weights 2 to 7 from behind, modulo 11. */
function isNorwegian(text: string): boolean {
  if (!/^[0-9]{9}$/.test(text) || Number(text) === 0) return false;
  const digits = digitsOf(text).reverse();
  const sum = digits.slice(1).reduce((total, digit, index) => total + digit * ((index % 6) + 2), 0);
  return (11 - (sum % 11)) % 11 === digits[0];
}

/** Belgian enterprise numbers: the last two digits are 97 less the rest of the others. */
function isBelgian(text: string): boolean {
  return /^[0-9]{10}$/.test(text) && 97 - (Number(text.slice(0, 8)) % 97) === Number(text.slice(8));
}

/** Swedish organization numbers: Luhn. */
function isSwedish(text: string): boolean {
  if (!/^[0-9]{10}$/.test(text)) return false;
  const doubled = digitsOf(text).map((digit, index) =>
    index % 2 === 0 ? (digit * 2 > 9 ? digit * 2 - 9 : digit * 2) : digit,
  );
  return doubled.reduce((total, digit) => total + digit, 0) % 10 === 0;
}

const australianWeights = [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19];

/** Australian business numbers: the first digit less one, weighted, modulo 89. */
function isAustralian(text: string): boolean {
  if (!/^[0-9]{11}$/.test(text)) return false;
  const digits = digitsOf(text);
  const sum = australianWeights.reduce((total, weight, index) => total + weight * (digits[index] ?? 0), -10);
  return sum % 89 === 0;
}

/** Codes of Italian public offices: six letters or digits. */
function isItalianOffice(text: string): boolean {
  return /^[A-Za-z0-9]{6}$/.test(text);
}

/** Italian tax codes: of persons 16 signs, of companies 11 digits. Their check signs are not looked at. */
function isItalianTaxCode(text: string): boolean {
  return /^[+-]?[0-9]+$/.test(text)
    ? text.length === 11
    : /^[A-Za-z]{6}[0-9]{2}[A-Za-z][0-9]{2}.{3}[0-9][A-Za-z]$/.test(text);
}

const italianDoubles = '0246813579';

/** Italian VAT numbers with IT in front: 11 digits, Luhn. Others are not looked at. */
function isItalianVat(text: string): boolean {
  if (!/^(IT|it)/.test(text)) return true;
  const code = text.slice(2);
  if (!/^[0-9]{11}$/.test(code)) return false;
  const digits = digitsOf(code).map((digit, index) => (index % 2 === 0 ? digit : Number(italianDoubles[digit])));
  return digits.reduce((total, digit) => total + digit, 0) % 10 === 0;
}

/** What identifiers look like, by their scheme in ISO 6523 or in Peppol's list. Schemes that are not here have no form of their own. */
export const identifierForms: Readonly<Record<string, (text: string) => boolean>> = {
  '0007': isSwedish,
  '0088': isGln,
  '0096': fits(/^[0-9]{10}$/),
  '0106': fits(/^[0-9]{8}$/),
  '0151': isAustralian,
  '0184': fits(/^(DK)?[0-9]{8}$/),
  '0190': fits(/^[0-9]{20}$/),
  '0192': isNorwegian,
  '0198': fits(/^DK[0-9]{8}$/),
  '0201': isItalianOffice,
  '0208': isBelgian,
  '0210': isItalianTaxCode,
  '0211': isItalianVat,
  '0217': fits(/^[0-9]{12}$/),
  '9906': isItalianVat,
  '9907': isItalianTaxCode,
  '9944': fits(/^NL[0-9]{9}B[0-9]{2}$/),
};
