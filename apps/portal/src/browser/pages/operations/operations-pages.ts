/** Pages for operators. */

export { default as deadLetter } from './dead-letter.page.tsx';
export { default as deadLetters } from './dead-letters.page.tsx';
export { default as health } from './health.page.tsx';
export { default as mails } from './mails.page.tsx';
