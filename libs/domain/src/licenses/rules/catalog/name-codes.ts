import type { CodeTexts } from '#domain/values/violation.ts';

/** Codes of what is refused of names of device types and editions, and of program files: what has to hold, and what would make it possible. */
export const nameCodes: CodeTexts = {
  DEVICE_TYPE_TWICE: ['A device type is told once, in one spelling.', 'Name it once.'],
  UNKNOWN_DEVICE_TYPE: [
    'Devices are reported by a type that a product has.',
    'Write the nearest known type, or publish the product.',
  ],
  PROGRAM_INVALID: ['A program file names rules that there are, with their parameters.', 'Mend the file as listed.'],
};
