/** Codes of what people are refused about themselves: what has to hold, and what would make it possible. */
export const portalCodes: Readonly<Record<string, readonly [sentence: string, remedy: string]>> = {
  WEAK_PASSWORD: ['A password has at least 12 characters and is not easy to guess.', 'Choose a few words.'],
  WRONG_PASSWORD: ['Whoever changes a password knows the one before.', 'Write the password as it is now.'],
};
