import type { RevisedFacts } from '#domain/values/order-facts.ts';
import type { OrderAccount } from './account.ts';

/** What of an order may still change once it is released, as one of its revisions has it. */
export interface OrderHeader extends RevisedFacts {
  readonly orderNumber: string;
  readonly revision: number;
  readonly accounts: readonly OrderAccount[];
}
