import { createHash } from 'node:crypto';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { certificateCheck } from '#contracts/http/fulfillment/http-certificates.ts';
import { Public } from '#runtime/http/auth.guard.ts';
import { bodyOf } from '#runtime/http/body.ts';
import { Database } from '#runtime/postgres/database.ts';
import { Documents } from '../../documents.ts';
import { entitlementOf } from '../../fulfillment.views.ts';

/** F12: whether a certificate is still as it was issued, for whoever has one; nothing else is said. */
@Controller('api/certificates')
export class CertificatesController {
  constructor(
    private readonly database: Database,
    private readonly documents: Documents,
  ) {}

  @Public()
  @Post('check')
  @HttpCode(200)
  async check(@Body() body: unknown): Promise<{ asIssued: boolean }> {
    const { id, digest } = bodyOf(certificateCheck, body);
    const entitlement = await entitlementOf(this.database.sql, id);
    // One is drawn in any case: nobody learns from the time that it takes which there are.
    const bytes = await (entitlement ? this.documents.certificate(entitlement) : this.documents.specimen());
    const issued = createHash('sha256').update(bytes).digest('hex');
    return { asIssued: entitlement !== undefined && issued === digest };
  }
}
