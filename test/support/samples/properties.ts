import fc from 'fast-check';

/**
 * fast-check with a seed that is always the same, so that a change is what makes tests fail and not the day. `npm run
 * simulate` draws a new one, and PROPERTY_SEED=n repeats one that it printed.
 */
export const draws = process.env.npm_lifecycle_event === 'simulate';

const { PROPERTY_SEED } = process.env;
if (PROPERTY_SEED || !draws) fc.configureGlobal({ seed: Number(PROPERTY_SEED ?? 20_261_121) });

export default fc;
