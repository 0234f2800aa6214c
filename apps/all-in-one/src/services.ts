import { type ServiceName, serviceNames } from '#contracts/services.ts';
import { StartError } from '#runtime/environment/settings.ts';
import type { ServiceEntry } from '#runtime/process/process.app.ts';
import { FulfillmentModule } from '../../fulfillment/src/fulfillment.module.ts';
import { IntakeModule } from '../../intake/src/intake.module.ts';
import { InvoicingModule } from '../../invoicing/src/invoicing.module.ts';
import { LedgerModule } from '../../ledger/src/ledger.module.ts';
import { PortalModule } from '../../portal/src/portal.module.ts';
import { serviceParts } from './service-parts.ts';

const modules: Readonly<Record<ServiceName, ServiceEntry['module']>> = {
  intake: IntakeModule,
  fulfillment: FulfillmentModule,
  ledger: LedgerModule,
  invoicing: InvoicingModule,
  portal: PortalModule,
};

/** Every service, in the order in which an order passes through them. */
export const serviceEntries: readonly ServiceEntry[] = serviceNames.map((name) => {
  return { name, module: modules[name], settings: serviceParts[name].settings };
});

/**
 * The services that are named; all of them when none is.
 * @throws StartError for a name that none has
 */
export function servicesNamed(names: readonly string[]): readonly ServiceEntry[] {
  const unknown = names.filter((name) => !serviceEntries.some((service) => service.name === name));
  if (unknown.length > 0) {
    const known = serviceEntries.map((service) => service.name).join(', ');
    throw new StartError(`there is no service ${unknown.join(', ')}; there are ${known}`);
  }
  return names.length === 0 ? serviceEntries : serviceEntries.filter((service) => names.includes(service.name));
}
