import { kindOf } from './direction.ts';

const leftMark = '\u200e';
const rightMark = '\u200f';

/**
 * The characters of a text with right-to-left letters in the order in which programs that extract text by position (pdftotext
 * and those like it) have to find them from left to right. They turn round every stretch that begins with a right-to-left letter
 * and goes on to the next number or letter from left to right, wherever the bidirectional algorithm drew it. So that what they
 * yield is the text, each such stretch stands here turned round, ended by a directional mark where else it would take in
 * what follows. Beyond the basic plane they know no letters from right to left, and turn nothing round.
 */
export function extractionOrder(text: string): string[] {
  const characters = [...text];
  const kinds = characters.map(kindOf);
  const ordered: string[] = [];
  for (let index = 0; index < characters.length; ) {
    if (kinds[index] !== 'right') {
      ordered.push(characters[index] as string);
      index++;
      continue;
    }
    const end = endOfStretch(kinds, index);
    const stretch = characters.slice(index, end).reverse();
    if (kinds[end - 1] !== 'right') stretch[0] = rightMark + stretch[0];
    if (kinds[end] !== 'left' && kinds[end] !== 'number') stretch.push(stretch.pop() + leftMark);
    ordered.push(...stretch);
    index = end;
  }
  return ordered;
}

// After the last right-to-left letter before a letter from left to right or a number, and after the marks on it.
function endOfStretch(kinds: readonly string[], start: number): number {
  let end = start + 1;
  for (let index = end; index < kinds.length && kinds[index] !== 'left' && kinds[index] !== 'number'; index++) {
    if (kinds[index] === 'right' || (kinds[index] === 'mark' && end === index)) end = index + 1;
  }
  return end;
}

/**
 * Hands the characters of {@link extractionOrder} to clusters as they stand from left to right, given what each is of the text:
 * its own characters where the order is the same, otherwise (numbers within right-to-left text) an equal part.
 */
export function readingsOf(clusters: readonly string[], ordered: readonly string[]): string[] {
  const lengths = clusters.map((text) => [...text].length);
  let start = 0;
  const own = lengths.map((length) => {
    start += length;
    return ordered.slice(start - length, start);
  });
  const same = own.every((part, index) => {
    const plain = part.join('').replace(/[\u200e\u200f]/g, '');
    return plain === clusters[index] || plain === [...(clusters[index] ?? '')].reverse().join('');
  });
  if (same) return own.map((part) => part.join(''));
  const share = ordered.length / clusters.length;
  return clusters.map((_, index) => ordered.slice(Math.floor(index * share), Math.floor((index + 1) * share)).join(''));
}
