/** Orders, the documents that they came in, and what was delivered of them. */

export { default as document } from '../documents/document.page.tsx';
export { default as documents } from '../documents/documents.page.tsx';
export { default as entitlement } from '../entitlements/entitlement.page.tsx';
export { default as entitlements } from '../entitlements/entitlements.page.tsx';
export { default as order } from './order.page.tsx';
export { default as orders } from './orders.page.tsx';
