import { Controller, Get, Header } from '@nestjs/common';
import { Public } from '#runtime/http/auth.guard.ts';
import { ProcessContext } from '#runtime/process/process.context.ts';
import { fulfillmentSettings } from '../../fulfillment.settings.ts';
import { type PublishedKey, publishedKey } from './published-keys.ts';
import { loadRetiredKeys, loadSigningKey } from './signing-key.ts';

/** The public halves of the signing keys (F12): a customer verifies certificates and license key files with nothing else. */
@Controller('.well-known')
export class KeysController {
  private readonly keys: readonly (PublishedKey & { readonly status: 'current' | 'retired' })[];

  constructor({ settings }: ProcessContext) {
    const { signingKeyFile } = settings.of(fulfillmentSettings);
    const current = publishedKey(loadSigningKey(signingKeyFile).publicKey);
    const retired = loadRetiredKeys(signingKeyFile).map(publishedKey);
    this.keys = [
      { ...current, status: 'current' },
      ...retired.filter(({ kid }) => kid !== current.kid).map((key) => ({ ...key, status: 'retired' as const })),
    ];
  }

  @Public()
  @Get('seatwright-keys')
  @Header('cache-control', 'public, max-age=300')
  published(): { keys: KeysController['keys'] } {
    return { keys: this.keys };
  }
}
