/** Remembers what was worked out lately. */
export interface Recent<Value> {
  /** What is known of a key, or is worked out now. */
  get(key: string, workOut: () => Value): Value;
}

/** A memory of the last `limit` keys at least, and of twice as many at most: what nobody asks for is forgotten a generation at a time. */
export function createRecent<Value>(limit: number): Recent<Value> {
  let recent = new Map<string, Value>();
  let older = new Map<string, Value>();
  return {
    get(key, workOut) {
      const fresh = recent.get(key);
      if (fresh !== undefined) return fresh;
      const value = older.get(key) ?? workOut();
      recent.set(key, value);
      if (recent.size > limit) {
        older = recent;
        recent = new Map();
      }
      return value;
    },
  };
}
