/** All other pages, in one part: they are made of the same pieces, and many small parts weigh half as much again. */

// So that what people begin with is in the part that all have.
import './first-pages.ts';

export { default as bulk } from './bulk/bulk.page.tsx';
export { default as case } from './cases/case.page.tsx';
export { default as cases } from './cases/cases.page.tsx';
export { default as newCase } from './cases/new-case.page.tsx';
export { default as document } from './documents/document.page.tsx';
export { default as documents } from './documents/documents.page.tsx';
export { default as entitlement } from './entitlements/entitlement.page.tsx';
export { default as entitlements } from './entitlements/entitlements.page.tsx';
export { default as eventLog } from './event-log/event-log.page.tsx';
export { default as invoice } from './invoices/invoice.page.tsx';
export { default as invoices } from './invoices/invoices.page.tsx';
export { default as nextInvoice } from './invoices/next/next-invoice.page.tsx';
export { default as licenseManagement } from './license-management/license-management.page.tsx';
export { default as lot } from './lots/lot.page.tsx';
export { default as map } from './map/map.page.tsx';
export { default as deadLetter } from './operations/dead-letter.page.tsx';
export { default as deadLetters } from './operations/dead-letters.page.tsx';
export { default as health } from './operations/health.page.tsx';
export { default as mails } from './operations/mails.page.tsx';
export { default as order } from './orders/order.page.tsx';
export { default as orders } from './orders/orders.page.tsx';
export { default as organization } from './organizations/organization.page.tsx';
export { default as rules } from './rules/rules.page.tsx';
export { default as search } from './search/search.page.tsx';
export { default as settings } from './settings/settings.page.tsx';
export { default as stock } from './stock/stock.page.tsx';
export { default as transfer } from './transfer/transfer.page.tsx';
export { default as transferRecord } from './transfers/transfer-record.page.tsx';
export { default as transfers } from './transfers/transfers.page.tsx';
