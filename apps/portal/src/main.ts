import 'reflect-metadata';
import { runServices } from '#runtime/process/process.ts';
import { PortalModule } from './portal.module.ts';
import { portalSettings } from './portal.settings.ts';

await runServices([{ name: 'portal', module: PortalModule, settings: portalSettings }]);
