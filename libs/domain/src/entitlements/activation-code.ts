import { accepted, type Result, refused, type Violation } from '#domain/values/violation.ts';

/**
 * The characters of an activation code (F2): none that is read as another one (no B/8, I/1/L, O/0/Q, S/5, U/V, Z/2). There are
 * 23 of them because 23 is prime: the check characters are arithmetic in the field of 23 elements.
 */
export const activationCodeAlphabet = 'ACDEFGHJKMNPRTVWXY34679';

/** How many characters of a code are random: 18 × log2(23) = 81.4 bits (F2). */
export const randomCharacters = 18;

const prime = activationCodeAlphabet.length;
const length = randomCharacters + 2;
const groupLength = 4;
const valueByCharacter = new Map([...activationCodeAlphabet].map((character, value) => [character, value]));

/**
 * The activation code of 18 random numbers from 0 to 22, with its two check characters, in groups: `7KMA-…` (F2).
 *
 * The characters c₁…c₂₀ satisfy Σ cᵢ = 0 and Σ i·cᵢ = 0 modulo 23, a Reed–Solomon code of distance 3: every one or two wrong
 * characters, and every swap of any two, break at least one of the sums.
 * @throws RangeError for other than 18 whole numbers from 0 to 22: a bug of the caller.
 */
export function activationCodeFrom(values: readonly number[]): string {
  const readable = values.every((value) => Number.isInteger(value) && value >= 0 && value < prime);
  if (values.length !== randomCharacters || !readable) {
    throw new RangeError(`an activation code is made of ${randomCharacters} numbers from 0 to ${prime - 1}`);
  }
  const { plain, weighted } = sums(values);
  // c₁₉ + c₂₀ = -plain and 19·c₁₉ + 20·c₂₀ = -weighted, solved for both.
  const last = modulo(19 * plain - weighted);
  const beforeLast = modulo(-plain - last);
  return grouped([...values, beforeLast, last].map((value) => activationCodeAlphabet.charAt(value)).join(''));
}

/**
 * Reads a code as somebody typed it: lower case, spaces and missing or additional dashes are tolerated. Answers the code in the
 * form that is printed, or why it cannot be one (F2).
 */
export function checkActivationCode(text: string): Result<string> {
  const characters = text.toUpperCase().replace(/[\s\p{Pd}]/gu, '');
  const values: number[] = [];
  for (const [index, character] of [...characters].entries()) {
    const value = valueByCharacter.get(character);
    if (value === undefined) return refused(unknownCharacter(character, index + 1));
    values.push(value);
  }
  if (values.length !== length) return refused(wrongLength(values.length));
  const { plain, weighted } = sums(values);
  return plain === 0 && weighted === 0 ? accepted(grouped(characters)) : refused(mistyped);
}

function sums(values: readonly number[]): { plain: number; weighted: number } {
  let plain = 0;
  let weighted = 0;
  for (const [index, value] of values.entries()) {
    plain += value;
    weighted += (index + 1) * value;
  }
  return { plain: modulo(plain), weighted: modulo(weighted) };
}

function modulo(value: number): number {
  return ((value % prime) + prime) % prime;
}

function grouped(characters: string): string {
  const groups: string[] = [];
  for (let at = 0; at < characters.length; at += groupLength) groups.push(characters.slice(at, at + groupLength));
  return groups.join('-');
}

function unknownCharacter(character: string, position: number): Violation {
  return {
    code: 'ACTIVATION_CODE_CHARACTER',
    message: `character ${position}, ${character}, never stands in an activation code`,
    value: character,
    limit: activationCodeAlphabet,
    remedy: 'compare the code with the mail or the certificate; look-alikes such as 0 and O are not used',
  };
}

function wrongLength(actual: number): Violation {
  return {
    code: 'ACTIVATION_CODE_LENGTH',
    message: `an activation code has ${length} characters, this one ${actual}`,
    limit: String(length),
    actual: String(actual),
    remedy: 'copy the whole code, all five groups',
  };
}

const mistyped: Violation = {
  code: 'ACTIVATION_CODE_CHECK',
  message: 'at least one character of the activation code is wrong',
  remedy: 'compare the code with the mail or the certificate',
};
