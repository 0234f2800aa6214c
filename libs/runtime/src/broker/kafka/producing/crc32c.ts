/** CRC-32C as record batches have it: the same as kafkajs's, which goes byte by byte, in a third of the time. */

const polynomial = 0x82f63b78;

/** Eight tables of 256: what a byte does to the checksum when so many bytes come behind it. */
const tables = new Int32Array(8 * 256);
for (let byte = 0; byte < 256; byte += 1) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
  tables[byte] = crc;
}
for (let at = 256; at < tables.length; at += 1) {
  const before = tables[at - 256] as number;
  tables[at] = (before >>> 8) ^ (tables[before & 0xff] as number);
}

/** The checksum of some bytes, as an unsigned number. */
export function crc32C(bytes: Uint8Array): number {
  const of = (table: number, byte: number | undefined) => tables[256 * table + (byte as number)] as number;
  const inEights = bytes.length - (bytes.length % 8);
  let crc = -1;
  let at = 0;
  for (; at < inEights; at += 8) {
    const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
    const high = (bytes[at + 2] as number) | ((bytes[at + 3] as number) << 8);
    const four = crc ^ (low | (high << 16));
    crc = of(7, four & 0xff) ^ of(6, (four >>> 8) & 0xff) ^ of(5, (four >>> 16) & 0xff) ^ of(4, four >>> 24);
    crc ^= of(3, bytes[at + 4]) ^ of(2, bytes[at + 5]) ^ of(1, bytes[at + 6]) ^ of(0, bytes[at + 7]);
  }
  for (; at < bytes.length; at += 1) crc = of(0, (crc ^ (bytes[at] as number)) & 0xff) ^ (crc >>> 8);
  return ~crc >>> 0;
}
