import { hash } from 'node:crypto';

/** SHA-256 of a text: 64 hex digits, or 43 characters of base64url. */
export function sha256(text: string, encoding: 'hex' | 'base64url' = 'hex'): string {
  return hash('sha256', text, encoding);
}
