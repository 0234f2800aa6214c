/** Pages of invoices. */

export { default as invoice } from './invoice.page.tsx';
export { default as invoices } from './invoices.page.tsx';
export { default as nextInvoice } from './next/next-invoice.page.tsx';
