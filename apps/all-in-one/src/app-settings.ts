import type { ServiceName } from '#contracts/services.ts';
import type { AppSettings } from '#runtime/environment/settings.ts';
import { fulfillmentSettings } from '../../fulfillment/src/fulfillment.settings.ts';
import { intakeSettings } from '../../intake/src/intake.settings.ts';
import { invoicingSettings } from '../../invoicing/src/invoicing.settings.ts';

/** The settings of the services that have some of their own. */
export const appSettings: Readonly<Partial<Record<ServiceName, AppSettings>>> = {
  intake: intakeSettings,
  fulfillment: fulfillmentSettings,
  invoicing: invoicingSettings,
};
