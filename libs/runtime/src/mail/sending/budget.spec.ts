import { createBudget } from './budget.ts';

describe('budget', () => {
  test('never more is out than there is, and whoever asked first comes first', async () => {
    const budget = createBudget(10);
    const order: string[] = [];
    let out = 0;
    const work = async (name: string, amount: number) => {
      const giveBack = await budget.take(amount);
      order.push(name);
      out += Math.min(amount, 10);
      expect(out).toBeLessThanOrEqual(10);
      await new Promise((resolve) => setTimeout(resolve, 5));
      out -= Math.min(amount, 10);
      giveBack();
    };
    await Promise.all([work('a', 4), work('b', 6), work('huge', 500), work('c', 1), work('d', 10)]);
    expect(order).toEqual(['a', 'b', 'huge', 'c', 'd']);
  });
});
