/** Why compressed bytes cannot be inflated, in words. */
export class InflateError extends Error {}

/** What inflates to more than may be. */
export class TooLarge extends InflateError {
  constructor(limit: number) {
    super(`it inflates to more than ${limit} bytes`);
  }
}

/** Grows up to a limit, and repeats what is in it already: what formats of the LZ77 family need of their output. */
export class Output {
  length = 0;
  private bytes: Buffer;

  constructor(
    private readonly limit: number,
    expected: number,
  ) {
    this.bytes = Buffer.alloc(Math.min(expected, limit));
  }

  /** Adds bytes of the input as they are. */
  literal(input: Buffer, from: number, size: number): void {
    if (from + size > input.length) throw new InflateError('it ends in the middle');
    this.makeRoom(size);
    input.copy(this.bytes, this.length, from, from + size);
    this.length += size;
  }

  /** Adds `size` bytes from `distance` before the end; those that it adds are among them when it is short. */
  repeat(distance: number, size: number): void {
    if (distance === 0 || distance > this.length) throw new InflateError('it repeats what is not there');
    this.makeRoom(size);
    // What lies from here to the end repeats itself, and is twice as long after each turn.
    const from = this.length - distance;
    for (let left = size; left > 0; ) {
      const run = Math.min(left, this.length - from);
      this.bytes.copyWithin(this.length, from, from + run);
      this.length += run;
      left -= run;
    }
  }

  done(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  private makeRoom(size: number): void {
    const needed = this.length + size;
    if (needed > this.limit) throw new TooLarge(this.limit);
    if (needed <= this.bytes.length) return;
    const larger = Buffer.alloc(Math.min(this.limit, Math.max(needed, this.bytes.length * 2)));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}
