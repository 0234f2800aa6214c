/** Organizations, their parts, and the map. */

export { default as map } from '../map/map.page.tsx';
export { default as organization } from './organization.page.tsx';
export { default as organizations } from './organizations.page.tsx';
