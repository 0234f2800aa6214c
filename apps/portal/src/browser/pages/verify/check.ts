/** What a check says of a file; where it is not as signed, what of it. */
export type Check =
  | {
      readonly verdict: 'genuine';
      readonly kind: 'certificate' | 'license-key';
      readonly entitlementId: string;
      readonly keyId: string | undefined;
      /** What a license key file licenses; a certificate says it on its pages. */
      readonly licensed?: Licensed;
      /** SHA-256 of the bytes of the file. */
      readonly fileDigest: string;
    }
  | { readonly verdict: 'changed'; readonly where: Place }
  | { readonly verdict: 'unknown-key'; readonly keyId: string }
  | { readonly verdict: 'no-document' };

/** Where a file is not as it was signed. */
export type Place = 'end' | 'signature' | 'content' | 'words' | 'facts';

export interface Licensed {
  readonly name: string;
  readonly sku: string;
  readonly quantity: number;
  readonly startsOn: string;
  readonly endsOn?: string;
}
