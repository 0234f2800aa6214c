import { z } from 'zod';
import { accountIdentifier, deviceId, identifier, kindName } from './text/primitives.ts';

/** Topic `devices`, in: what device management says is enrolled (L5). */

const enrolment = z
  .object({
    accountId: accountIdentifier,
    sku: identifier.optional(),
    deviceType: kindName.optional(),
    deviceId,
  })
  .refine(
    (device) => device.sku !== undefined || device.deviceType !== undefined,
    'names neither a sku nor a deviceType',
  );

/** `device-count.reported.v1`: an absolute count, replacing what was counted before. */
export const deviceCountReported = z
  .object({
    accountId: accountIdentifier,
    sku: identifier.optional(),
    deviceType: kindName.optional(),
    inUse: z.int().min(0).max(100_000_000),
  })
  .refine((count) => count.sku !== undefined || count.deviceType !== undefined, 'names neither a sku nor a deviceType');

/** `device.enrolled.v1` and `device.unenrolled.v1`: one device of a product or of a device type. */
export const deviceEnrolled = enrolment;
export const deviceUnenrolled = enrolment;

/** The event types of topic `devices`. */
export const deviceEvents = {
  'device.enrolled.v1': deviceEnrolled,
  'device.unenrolled.v1': deviceUnenrolled,
  'device-count.reported.v1': deviceCountReported,
} as const;
