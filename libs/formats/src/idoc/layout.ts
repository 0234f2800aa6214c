/**
 * Fields of segments and their widths in flat IDocs, from the beginning of the data, as far as they are read or written. Names and widths are
 * those of SAP's published structures of ORDERS05.
 */
type Layout = readonly (readonly [field: string, width: number])[];

const partner: Layout = [
  ['PARVW', 3],
  ['PARTN', 17],
  ['LIFNR', 17],
  ['NAME1', 35],
  ['NAME2', 35],
  ['NAME3', 35],
  ['NAME4', 35],
  ['STRAS', 35],
  ['STRS2', 35],
  ['PFACH', 35],
  ['ORT01', 35],
  ['COUNC', 9],
  ['PSTLZ', 9],
  ['PSTL2', 9],
  ['LAND1', 3],
];

const condition: Layout = [
  ['ALCKZ', 3],
  ['KSCHL', 4],
  ['KOTXT', 80],
  ['BETRG', 18],
  ['KPERC', 8],
  ['KRATE', 15],
];

const text: Layout = [
  ['TDID', 4],
  ['TSSPRAS', 3],
];

const line: Layout = [['TDLINE', 70]];

const date: Layout = [
  ['IDDAT', 3],
  ['DATUM', 8],
  ['UZEIT', 6],
];

const layouts: Readonly<Record<string, Layout>> = {
  E1EDK01: [
    ['ACTION', 3],
    ['KZABS', 1],
    ['CURCY', 3],
    ['HWAER', 3],
    ['WKURS', 12],
    ['ZTERM', 17],
    ['KUNDEUINR', 20],
    ['EIGENUINR', 20],
    ['BSART', 4],
    ['BELNR', 35],
  ],
  E1EDK02: [
    ['QUALF', 3],
    ['BELNR', 35],
    ['POSNR', 6],
    ['DATUM', 8],
    ['UZEIT', 6],
  ],
  E1EDK03: date,
  E1EDK05: condition,
  E1EDKA1: partner,
  E1EDKT1: text,
  E1EDKT2: line,
  E1EDP01: [
    ['POSEX', 6],
    ['ACTION', 3],
    ['PSTYP', 1],
    ['KZABS', 1],
    ['MENGE', 15],
    ['MENEE', 3],
    ['BMNG2', 15],
    ['PMENE', 3],
    ['ABFTZ', 7],
    ['VPREI', 15],
    ['PEINH', 9],
    ['NETWR', 18],
    ['ANETW', 18],
    ['SKFBP', 18],
    ['NTGEW', 18],
    ['GEWEI', 3],
    ['EINKZ', 1],
    ['CURCY', 3],
    ['PREIS', 18],
    ['MATKL', 9],
    ['UEPOS', 6],
    ['GRKOR', 3],
    ['EVERS', 7],
    ['BPUMN', 6],
    ['BPUMZ', 6],
    ['ABGRU', 2],
    ['ABGRT', 40],
  ],
  E1EDP02: [
    ['QUALF', 3],
    ['BELNR', 35],
    ['ZEILE', 6],
  ],
  E1EDP03: date,
  E1EDP05: condition,
  E1EDP19: [
    ['QUALF', 3],
    ['IDTNR', 35],
    ['KTEXT', 70],
  ],
  E1EDP20: [
    ['WMENG', 15],
    ['AMENG', 15],
    ['EDATU', 8],
    ['EZEIT', 6],
  ],
  E1EDPA1: partner,
  E1EDPT1: text,
  E1EDPT2: line,
  E1EDS01: [
    ['SUMID', 3],
    ['SUMME', 18],
    ['SUNIT', 3],
  ],
  E1ADHDR: [
    ['MESTYP', 6],
    ['MESCOD', 3],
    ['MESFCT', 3],
    ['MESTYP_LNG', 30],
  ],
  E1STATE: [
    ['DOCNUM', 16],
    ['STATUS', 2],
    ['STACOD', 8],
    ['STATXT', 70],
  ],
  EDI_DC40: [
    ['TABNAM', 10],
    ['MANDT', 3],
    ['DOCNUM', 16],
    ['DOCREL', 4],
    ['STATUS', 2],
    ['DIRECT', 1],
    ['OUTMOD', 1],
    ['EXPRSS', 1],
    ['TEST', 1],
    ['IDOCTYP', 30],
    ['CIMTYP', 30],
    ['MESTYP', 30],
    ['MESCOD', 3],
    ['MESFCT', 3],
    ['STD', 1],
    ['STDVRS', 6],
    ['STDMES', 6],
    ['SNDPOR', 10],
    ['SNDPRT', 2],
    ['SNDPFC', 2],
    ['SNDPRN', 10],
    ['SNDSAD', 21],
    ['SNDLAD', 70],
    ['RCVPOR', 10],
    ['RCVPRT', 2],
    ['RCVPFC', 2],
    ['RCVPRN', 10],
    ['RCVSAD', 21],
    ['RCVLAD', 70],
    ['CREDAT', 8],
    ['CRETIM', 6],
    ['REFINT', 14],
    ['REFGRP', 14],
    ['REFMES', 14],
    ['ARCKEY', 70],
  ],
  EDI_DC: [
    ['TABNAM', 10],
    ['MANDT', 3],
    ['DOCNUM', 16],
    ['DOCREL', 4],
    ['STATUS', 2],
    ['DOCTYP', 8],
  ],
};

/** Where a field of a segment stands: the offset in its data, and its width. */
export interface FieldPlace {
  readonly offset: number;
  readonly width: number;
}

const places = new Map(
  Object.entries(layouts).map(([segment, fields]) => {
    let offset = 0;
    const found = new Map<string, FieldPlace>();
    for (const [field, width] of fields) {
      found.set(field, { offset, width });
      offset += width;
    }
    return [segment, found];
  }),
);

export function fieldPlace(segment: string, field: string): FieldPlace | undefined {
  return places.get(segment)?.get(field);
}

/** The segments that stand within another one; all others stand directly in the IDoc. */
export const parents: Readonly<Record<string, string>> = {
  E1EDKT2: 'E1EDKT1',
  E1EDP02: 'E1EDP01',
  E1EDP03: 'E1EDP01',
  E1EDP05: 'E1EDP01',
  E1EDP19: 'E1EDP01',
  E1EDP20: 'E1EDP01',
  E1EDPA1: 'E1EDP01',
  E1EDPT1: 'E1EDP01',
  E1EDPT2: 'E1EDPT1',
};
