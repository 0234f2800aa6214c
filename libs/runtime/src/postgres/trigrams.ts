/**
 * Statements of a migration that make trigram indexes possible, by which a part of a text is found however many there are. Services
 * that start at once on one database wait for each other: to create an extension twice at a time is an error.
 */
export const trigrams: readonly string[] = [
  `select pg_advisory_xact_lock(hashtextextended('seatwright pg_trgm', 0))`,
  'create extension if not exists pg_trgm',
];
