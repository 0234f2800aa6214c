/** Drawings of 20 by 20 units, in the color of the text beside them; words always stand with them or name the control. */
const paths = {
  overview: 'M3 9.5 10 3l7 6.5V17h-5v-5H8v5H3z',
  organizations: 'M3 17V5l6-2v14M9 8l8 2v7M2 17h16M6 7v0M6 10v0M6 13v0M13 12v0M13 15v0',
  licenses: 'M4 3h12v14l-3-2-3 2-3-2-3 2zM7 7h6M7 10h6',
  log: 'M4 5h12M4 10h12M4 15h8',
  rules: 'M10 3v14M5 17h10M4 6h12M4 6l-2 5h4zM16 6l-2 5h4z',
  entitlements: 'M10 3l5 2v5c0 3.500-2 5.500-5 7-3-1.500-5-3.500-5-7V5zM8 10l1.500 1.500L12.500 8.500',
  orders: 'M3 4h2l2 9h8l2-6H6M8 16.500v0M14 16.500v0',
  documents: 'M10 3v8M7 8l3 3 3-3M3 12v5h14v-5h-4l-1 2H8l-1-2z',
  invoices: 'M5 3h7l3 3v11H5zM12 3v3h3M8 10h4M8 13h4',
  cases: 'M4 4h12v9H9l-4 4v-4H4zM7 7h6M7 10h4',
  verify: 'M5 3h7l3 3v11H5zM12 3v3h3M7.500 11.500 9.500 13.500 12.500 9.500',
  stock: 'M3 7l7-4 7 4v7l-7 4-7-4zM3 7l7 4 7-4M10 11v7',
  operations: 'M3 10h3l2-5 4 10 2-5h3',
  settings: 'M4 6h7M15 6h1M4 14h1M9 14h7M13 4v4M7 12v4',
  search: 'M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12zM14 14l4 4',
  down: 'M5 8l5 5 5-5',
  up: 'M5 12l5-5 5 5',
  left: 'M12 5l-5 5 5 5',
  right: 'M8 5l5 5-5 5',
  close: 'M5 5l10 10M15 5L5 15',
  swap: 'M4 7h11l-3-3M16 13H5l3 3',
  more: 'M4 10h1M9.500 10h1M15 10h1',
  person: 'M10 10a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3.5 17c.6-3.4 3.2-5 6.500-5s5.900 1.600 6.500 5',
  export: 'M10 3v9M6.500 9 10 12.500 13.500 9M4 16h12',
  plus: 'M10 4v12M4 10h12',
  minus: 'M4 10h12',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
