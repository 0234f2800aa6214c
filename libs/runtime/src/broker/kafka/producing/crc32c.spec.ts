import fc from 'fast-check';
import theirs from 'kafkajs/src/protocol/recordBatch/crc32C/index.js';
import { crc32C } from './crc32c.ts';

test('the checksum is that of kafkajs, and the one that everybody tests with', () => {
  expect(crc32C(Buffer.from('123456789'))).toBe(0xe3069283);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => expect(crc32C(bytes)).toBe(theirs(Buffer.from(bytes)))),
  );
});
