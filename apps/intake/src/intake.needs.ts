/** What the decisions about a batch look at. */
export interface IntakeNeeds {
  /** Order numbers. */
  readonly orders: Set<string>;
  /** Skus. */
  readonly products: Set<string>;
  /** Accounts that orders are to have, beside those that they have (O7). */
  readonly accounts: Set<string>;
  /** Who sent something over HTTP, by e-mail address: what they may change is loaded as well (O7). */
  readonly people: Set<string>;
  /** Ids of documents. */
  readonly documents: Set<string>;
  /** Orders of senders by their own numbers, as `sourceOrderKey` has them. */
  readonly sourceOrders: Set<string>;
}

export function noNeeds(): IntakeNeeds {
  return {
    orders: new Set(),
    products: new Set(),
    accounts: new Set(),
    people: new Set(),
    documents: new Set(),
    sourceOrders: new Set(),
  };
}
