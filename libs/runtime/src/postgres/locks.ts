/**
 * What PostgreSQL's `max_locks_per_transaction` has to be. The table of locks has room for so many times all connections:
 * by default 64 times 100. A batch takes up to 500, a process of a service works at up to eight at once, and so do others (R20).
 */
export const locksPerTransaction = 256;
