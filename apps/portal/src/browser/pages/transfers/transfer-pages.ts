/** Transfers, and the lots that they moved. */

export { default as lot } from '../lots/lot.page.tsx';
export { default as transferRecord } from './transfer-record.page.tsx';
export { default as transfers } from './transfers.page.tsx';
