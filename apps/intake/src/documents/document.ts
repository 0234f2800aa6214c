import type { Violation } from '#domain/values/violation.ts';
import type { ReadResult, SourceReading, SourceViolation } from '#formats/reading.ts';
import { emptyNotes } from './canonical/notes.ts';
import { checkSeller } from './canonical/parties.ts';
import { type CanonicalOrder, orderNumberOf, toOrder, toPatch, violationAt } from './canonical.ts';
import type { SenderProfile } from './senders/profile.ts';

/** One order of a document, with what its sender's profile made of it. */
export interface OrderOfDocument {
  readonly reading: SourceReading;
  readonly orderNumber: string;
  /** Of a cancellation or a key there is nothing in it but what is wrong. */
  readonly made: CanonicalOrder;
}

/** What a document asks for. */
export interface TakenOrders {
  readonly orders: readonly OrderOfDocument[];
  /** What is wrong with parts that are of no order that could be read. */
  readonly violations: readonly Violation[];
}

/** Makes orders of the readings of a document. What its format found wrong is told of the order that it stands in, or of all. */
export function takenOrders(
  { readings, violations }: Extract<ReadResult, { readings: unknown }>,
  profile: SenderProfile,
): TakenOrders {
  const owners = violations.map((violation) => ownersOf(violation, readings));
  const orders = readings.map((reading): OrderOfDocument => {
    const own = violations.filter((_, index) => owners[index]?.includes(reading));
    return { reading, orderNumber: orderNumberOf(reading, profile), made: withFound(madeOf(reading, profile), own) };
  });
  return { orders, violations: violations.filter((_, index) => owners[index]?.length === 0).map(violationAt) };
}

function madeOf(reading: SourceReading, profile: SenderProfile): CanonicalOrder {
  if (reading.act === 'cancel' || reading.act === 'lookup') return nothingOf(reading, profile);
  return reading.act === 'patch' ? toPatch(reading, profile) : toOrder(reading, profile);
}

/** A cancellation has to be for us; what it says of lines counts for nothing. */
function nothingOf(reading: SourceReading, profile: SenderProfile): CanonicalOrder {
  const notes = emptyNotes();
  if (reading.act === 'cancel') checkSeller(notes, reading, profile);
  const { places, warnings, violations } = notes;
  return violations.length > 0 ? { places, warnings, violations } : { places, warnings, nothing: true };
}

function withFound(made: CanonicalOrder, found: readonly SourceViolation[]): CanonicalOrder {
  const wrong = found.filter(({ isWarning }) => !isWarning).map(violationAt);
  const warnings = [...made.warnings, ...found.filter(({ isWarning }) => isWarning).map(violationAt)];
  if (wrong.length === 0) return { ...made, warnings };
  const { places } = made;
  return { places, warnings, violations: [...wrong, ...('violations' in made ? made.violations : [])] };
}

/** The readings that share the longest beginning of their path with a violation: all of them where none is nearer. */
function ownersOf({ at }: SourceViolation, readings: readonly SourceReading[]): SourceReading[] {
  const shares = readings.map(({ id }) => sharedSteps(at.path, id.at.path));
  const most = Math.max(...shares);
  return readings.filter((_, index) => shares[index] === most);
}

function sharedSteps(one: string, other: string): number {
  const [steps, others] = [one.split(/[/.[]/), other.split(/[/.[]/)];
  const differs = steps.findIndex((step, index) => step !== others[index]);
  return differs < 0 ? steps.length : differs;
}
