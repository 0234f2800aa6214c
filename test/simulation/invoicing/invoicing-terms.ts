import { dayAway } from './invoicing-accounts.ts';
import { picked } from './invoicing-asks.ts';

/** Terms of the lots of the random histories, as events have them. */

/** What an order brings from a day on: paid once or by the month, with an end or without, in three currencies. */
export function orderTerms(startsOn: string, which: number): Record<string, unknown> {
  const terms: readonly Record<string, unknown>[] = [
    {
      program: 'mist',
      billing: 'once',
      unitPrice: '118.00',
      settlement: 'remaining-term',
      endsOn: dayAway(startsOn, 90),
    },
    {
      program: 'own',
      billing: 'once',
      unitPrice: '0.37',
      settlement: 'remaining-term',
      endsOn: dayAway(startsOn, 365),
    },
    { program: 'meraki', billing: 'once', unitPrice: '99.95', settlement: 'none', endsOn: dayAway(startsOn, 365) },
    { program: 'kuwait', billing: 'once', unitPrice: '1.005', currency: 'KWD' },
    { program: 'nippon', billing: 'monthly', unitPrice: '450', currency: 'JPY', endsOn: dayAway(startsOn, 100) },
    { program: 'cheap', billing: 'monthly', unitPrice: '0.07', endsOn: dayAway(startsOn, 50) },
    // What an order brings costs the price of the order (I10).
    { program: 'miradore', billing: 'monthly', unitPrice: '1.40', accountPriced: false, plan: 'premium' },
  ];
  return picked(terms, which) ?? {};
}

/** Stock that is bought, or that a customer gets of it. */
export function stockTerms(startsOn: string): Record<string, unknown> {
  return { program: 'stock', billing: 'once', unitPrice: '36.00', startsOn, endsOn: dayAway(startsOn, 365) };
}
