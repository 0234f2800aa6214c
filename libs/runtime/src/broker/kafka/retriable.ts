/** Whether kafkajs says that the same may go well the next time: a broker has gone, or leads no more. */
export function isRetriable(error: unknown): boolean {
  return (error as { readonly retriable?: boolean }).retriable === true;
}
