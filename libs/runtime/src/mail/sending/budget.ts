/** Shares out something scarce in the order of asking. */
export interface Budget {
  /** Resolves when there is room, with a function that gives it back. More than there is in all takes all. */
  take(amount: number): Promise<() => void>;
}

/** A budget of `total` units. */
export function createBudget(total: number): Budget {
  const waiting: { readonly amount: number; readonly begin: () => void }[] = [];
  let left = total;
  const beginNext = () => {
    for (let next = waiting[0]; next && next.amount <= left; next = waiting[0]) {
      waiting.shift();
      left -= next.amount;
      next.begin();
    }
  };
  return {
    async take(amount) {
      const share = Math.min(amount, total);
      await new Promise<void>((begin) => {
        waiting.push({ amount: share, begin });
        beginNext();
      });
      return () => {
        left += share;
        beginNext();
      };
    },
  };
}
