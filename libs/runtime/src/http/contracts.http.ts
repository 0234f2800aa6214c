import { readFileSync } from 'node:fs';
import { Controller, Get, Header } from '@nestjs/common';
import { Public } from './auth.guard.ts';

// The build copies what is generated to the same place in dist, so that one address is right for both.
const folder = new URL('../../../contracts/generated/', import.meta.url);

/** The published description of all routes, and of every code that they refuse by. */
@Controller('api')
export class ContractsController {
  // Read once: the files are part of the release, and a release without them should not start.
  private readonly document = readFileSync(new URL('openapi.json', folder), 'utf8');
  private readonly codes = readFileSync(new URL('reason-codes.json', folder), 'utf8');

  /** The committed file, byte for byte. Everybody may read it: it has nobody's data in it. */
  @Public()
  @Get('openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  openApi(): string {
    return this.document;
  }

  @Public()
  @Get('reason-codes')
  @Header('content-type', 'application/json; charset=utf-8')
  reasonCodes(): string {
    return this.codes;
  }
}
