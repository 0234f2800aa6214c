import type { TransferRequest } from '../../api/answers.ts';
import { wholeNumber } from '../../ui/whole-number.ts';

/** What is chosen in the window: a quantity for each lot as typed, or one transfer that goes back whole (M5). */
export interface Chosen {
  readonly quantities: Readonly<Record<string, string>>;
  readonly back?: { readonly transferId: string; readonly quantity: number };
}

interface Asked {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly chosen: Chosen;
  readonly note: string;
}

export interface Request {
  readonly path: string;
  readonly body: TransferRequest | { readonly note?: string };
}

/** The request that the window stands for; undefined as long as something of it is missing or is no number. */
export function requestOf({ from, to, chosen, note }: Asked): Request | undefined {
  const said = note.trim() === '' ? {} : { note: note.trim() };
  if (chosen.back) {
    return { path: `/api/transfers/${encodeURIComponent(chosen.back.transferId)}/return`, body: said };
  }
  if (from === undefined || to === undefined || from === to) return undefined;
  const typed = Object.entries(chosen.quantities).filter(([, text]) => text.trim() !== '');
  const lines = typed.map(([lotId, text]) => ({ lotId, quantity: wholeNumber(text) ?? 0 }));
  if (lines.length === 0 || lines.some(({ quantity }) => quantity === 0)) return undefined;
  return { path: '/api/transfers', body: { from, to, lines, ...said } };
}
