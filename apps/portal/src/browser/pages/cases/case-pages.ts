/** Cases, without the form of a new one, which has pickers. */

export { default as case } from './case.page.tsx';
export { default as cases } from './cases.page.tsx';
