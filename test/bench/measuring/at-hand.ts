import { registerHooks } from 'node:module';

/** Loaded before fulfillment (`--import`): it has its certificates at hand, so that what is measured is delivery alone (B5a). */
const atHand = new URL('./certificates-at-hand.ts', import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const replaced = found.url.endsWith('/certificate/certificate-pool.js') && context.parentURL !== atHand;
    return replaced ? next(atHand, context) : found;
  },
});
