/** One mailbox gets one mail, however often and in whichever case it was written: as it was written first (O13). */
export function distinctEmails(emails: readonly string[]): string[] {
  const seen = new Set<string>();
  return emails.filter((email) => !seen.has(email.toLowerCase()) && seen.add(email.toLowerCase()));
}
