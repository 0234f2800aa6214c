import type { Instant } from '#domain/values/calendar.ts';
import { type Books, keyOf } from '../books/books.ts';
import type { Enrolment } from '../books/device-count.ts';
import type { DeviceCountChanged } from '../books/events.ts';
import type { Counted } from '../books/lot.ts';

export interface CountDevices {
  readonly accountId: string;
  readonly counted: Counted;
  readonly inUse: number;
  readonly at: Instant;
}

export interface EnrolDevice extends Enrolment {
  readonly accountId: string;
  readonly counted: Counted;
}

/**
 * L5: an absolute count replaces what was counted before; one that is older than the last changes nothing. Single devices that
 * were heard of before it, and are newer, are counted on top: each by what it became last.
 */
export function decideDeviceCount(books: Books, { accountId, counted, inUse, at }: CountDevices): DeviceCountChanged[] {
  const known = books.counts.get(keyOf(accountId, counted));
  if (known?.reportedAt !== undefined && at < known.reportedAt) return [];
  const newer = [...(books.devices.get(keyOf(accountId, counted))?.values() ?? [])].filter((each) => each.at > at);
  const change = newer.reduce((sum, { enrolled }) => sum + (enrolled ? 1 : -1), 0);
  const count = { accountId, counted, inUse: Math.max(0, inUse + change), reportedAt: at };
  return [{ type: 'DeviceCountChanged', count }];
}

/**
 * L5: one device more or less. The same device twice counts once; what is older than the last that was heard of it changes
 * nothing; what is older than an absolute count is in that count already.
 */
export function decideEnrolment(books: Books, device: EnrolDevice): DeviceCountChanged[] {
  const { accountId, counted, deviceId, enrolled, at } = device;
  const last = books.devices.get(keyOf(accountId, counted))?.get(deviceId);
  if (last && (at < last.at || last.enrolled === enrolled)) return [];
  const known = books.counts.get(keyOf(accountId, counted)) ?? { accountId, counted, inUse: 0 };
  const inReport = known.reportedAt !== undefined && at <= known.reportedAt;
  // A device that nobody named before was never counted, unless it is one of an absolute count.
  const wasCounted = last ? last.enrolled : !enrolled && known.reportedAt !== undefined;
  const change = inReport || wasCounted === enrolled ? 0 : enrolled ? 1 : -1;
  const count = { ...known, inUse: Math.max(0, known.inUse + change) };
  return [{ type: 'DeviceCountChanged', count, device: { deviceId, enrolled, at } }];
}
