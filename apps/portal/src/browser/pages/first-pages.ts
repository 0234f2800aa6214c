/** Where people begin, with what opens over every page. */

export { default as keys } from '../frame/keys.tsx';
export { default as palette } from '../frame/palette.tsx';
export { default as organizations } from './organizations/organizations.page.tsx';
export { default as overview } from './overview/overview.page.tsx';
