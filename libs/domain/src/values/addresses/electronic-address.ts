import { identifierForms } from './identifiers.ts';

/** An address of an access point's network (BT-34, BT-49), as it is told: scheme and id with a colon between, `0088:7300010000001`. */
export interface ElectronicAddress {
  readonly scheme: string;
  readonly id: string;
}

// Those of Peppol.
const peppol = new Set(
  (
    '0002 0007 0009 0060 0088 0096 0097 0106 0130 0135 0142 0151 0183 0184 0188 0190 0191 0192 0195 0196 0198 0199 0200 0201 0204 ' +
    '0208 0209 0210 0211 0216 0218 0221 0225 0230 0235 0240 0242 0244 0245 0246 0248 9910 9913 9914 9915 9918 9919 9920 9922 9923 ' +
    '9924 9925 9926 9927 9928 9929 9930 9931 9932 9933 9934 9935 9936 9937 9938 9939 9940 9941 9942 9943 9944 9945 9946 9947 9948 ' +
    '9949 9950 9951 9952 9953 9957 9959'
  ).split(' '),
);

// What the list EAS of EN 16931 has beside them.
const others = new Set(
  '0037 0147 0154 0158 0170 0177 0193 0194 0197 0202 0203 0205 0212 0213 0215 0217 0219 0220 AN AQ AS AU EM'.split(' '),
);

/** True for an address that Peppol delivers to. */
export function isOfPeppol({ scheme }: ElectronicAddress): boolean {
  return peppol.has(scheme);
}

/** An address as it is told; undefined for one of no known scheme, or whose id is none of its scheme. */
export function electronicAddressOf(text: string | undefined): ElectronicAddress | undefined {
  const [, scheme = '', id = ''] = /^([0-9A-Z]{2,4}):(\S{1,135})$/.exec(text ?? '') ?? [];
  if (!peppol.has(scheme) && !others.has(scheme)) return undefined;
  if (scheme === 'EM' && !isMail(id)) return undefined;
  return (identifierForms[scheme]?.(id) ?? true) ? { scheme, id } : undefined;
}

function isMail(text: string): boolean {
  return /^[^@\s]+@[^@\s]+[^@\s.]$/.test(text);
}
