import type { WriteAnswer } from '../answer.ts';

/** What became of an order, as JSON with our own names: for systems that send our order JSON. */
export const writeJsonAnswer: WriteAnswer = ({ lines, ...answer }, reading) => {
  const told = lines.map(({ position, outcome, promisedOn, note }) => {
    const number = reading.lines[position]?.number?.value ?? String(position + 1);
    return { lineNumber: /^\d{1,9}$/.test(number) ? Number(number) : number, outcome, promisedOn, note };
  });
  const text = `${JSON.stringify({ ...answer, sourceId: reading.id.value, lines: told }, undefined, 2)}\n`;
  return { contentType: 'application/json', bytes: new TextEncoder().encode(text) };
};
