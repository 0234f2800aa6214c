import { attempt, type Head } from '../format.ts';
import type { ReadResult, SourceReading, SourceViolation } from '../reading.ts';
import { isOrderSet, x12Order } from './order.ts';
import { transactionSets } from './syntax/envelope.ts';
import { readX12Text, type X12Segment } from './syntax/lexer.ts';
import { elementOf, type SetReader, x12Place } from './syntax/walk.ts';

/** What partners send beside orders over the same way: acknowledgments of what we sent. */
const acknowledgments = ['997', '999', '824', '864'];

export function readX12(bytes: Uint8Array, { contentType }: Head): ReadResult {
  return attempt(() => {
    const violations: SourceViolation[] = [];
    const tell = (violation: SourceViolation) => void violations.push(violation);
    const sets = transactionSets(readX12Text(bytes, contentType), tell);
    if (sets.length === 0) tell(nothingIn());
    const readings = sets.flatMap((set) => readSet({ set, tell }) ?? []);
    return { readings, violations };
  });
}

/** The order of a set; what is wrong with it is told. */
export function readSet(reader: SetReader): SourceReading | undefined {
  const [st] = reader.set.segments as [X12Segment];
  const name = elementOf(reader, st, 1)?.value ?? '';
  if (isOrderSet(name)) return x12Order(reader, name);
  reader.tell({
    code: 'NOT_AN_ORDER',
    at: x12Place(reader, st, 1),
    message: `transaction set ${name || 'without a name'} is neither an order (850) nor a change of one (860)`,
    value: name,
    limit: '850, 860',
    remedy: 'send orders here, and other documents to whom they are for',
    ...(acknowledgments.includes(name) ? { isWarning: true } : {}),
  });
  return undefined;
}

function nothingIn(): SourceViolation {
  const message = 'there is no transaction set in the document';
  return { code: 'NOT_AN_ORDER', at: { path: 'ISA', line: 1, column: 1 }, message, remedy: 'send an order' };
}
