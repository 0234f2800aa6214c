/** In the place of fulfillment's certificate pool (`at-hand.ts`): what was rendered once is given from memory. */

type Pool = typeof import('../../../apps/fulfillment/src/documents/certificate/certificate-pool.ts');

const shipped = new URL('../../../dist/apps/fulfillment/src/documents/certificate/certificate-pool.js', import.meta.url)
  .href;
const { createCertificatePool: createShipped } = (await import(shipped)) as Pool;

export const createCertificatePool: Pool['createCertificatePool'] = (options) => {
  const pool = createShipped(options);
  const rendered = new Map<string, ReturnType<typeof pool.render>>();
  return {
    ...pool,
    render(facts, publicUrl) {
      const known = rendered.get(facts.entitlementId) ?? pool.render(facts, publicUrl);
      rendered.set(facts.entitlementId, known);
      return known;
    },
    // They are wanted again.
    release: () => undefined,
  };
};
