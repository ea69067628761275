import { createHash } from 'node:crypto';
import type { Exchange } from '../traffic/observer.ts';

/** Equal for a repeated request. It holds the key: it is never shown. */
export interface Signature {
  readonly head: string;
  /** A digest of the body; undefined if it was not read whole, as where a rule acts before. */
  readonly body: string | undefined;
}

/** Whether a request may repeat an earlier one; `refused`: the earlier one was, and its body may have been corrected. */
export function repeats(later: Signature, earlier: Signature, refused: boolean): boolean {
  if (later.head !== earlier.head) return false;
  if (earlier.body === undefined || later.body === earlier.body) return true;
  return later.body === undefined && !refused;
}

/** The signature of a request. */
export function signatureOf({ method, url, requestBody }: Exchange): Signature {
  const head = `${method} ${url}`;
  if (typeof requestBody !== 'string') return { head, body: undefined };
  return { head, body: createHash('sha256').update(requestBody).digest('base64') };
}
