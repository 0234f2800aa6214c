import { readFileSync } from 'node:fs';
import { Controller, Get, Header } from '@nestjs/common';
import { Public } from './auth.guard.ts';

// The build copies what is generated to the same place in dist, so that one address is right for both.
const file = new URL('../../../contracts/generated/openapi.json', import.meta.url);

/** The published description of all routes. */
@Controller('api')
export class ContractsController {
  // Read once: the file is part of the release, and a release without it should not start.
  private readonly document = readFileSync(file, 'utf8');

  /** The committed file, byte for byte. Everybody may read it: it has nobody's data in it. */
  @Public()
  @Get('openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  openApi(): string {
    return this.document;
  }
}
