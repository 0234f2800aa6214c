/** Longer texts are cut with an ellipsis: a certificate is read by people, and its digest covers the whole. */
export const certificateLimits = { name: 240, description: 1_200, word: 80, account: 160, accounts: 60 };
