import 'reflect-metadata';
import { runServices } from '#runtime/process/process.ts';
import { IntakeModule } from './intake.module.ts';
import { intakeSettings } from './intake.settings.ts';

await runServices([{ name: 'intake', module: IntakeModule, settings: intakeSettings }]);
