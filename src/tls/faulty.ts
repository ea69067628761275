import { type Authority, createAuthority, daysAfter, issue, SERVER_DAYS } from './authority.ts';
import type { FaultyIdentities } from './secure-servers.ts';

/** A name that no server has (RFC 6761 §6.4). */
const WRONG_NAME = 'wrong-name.invalid';

/** Makes the certificate of each fault; apart from the fault, each is right. */
export async function faultyIdentities(
  authority: Authority,
  names: readonly string[],
  now: Date,
): Promise<FaultyIdentities> {
  return {
    // Its last day was yesterday.
    expired: await issue(authority, names, daysAfter(now, -SERVER_DAYS)),
    'wrong-name': await issue(authority, [WRONG_NAME], now),
    'unknown-authority': await issue(await createAuthority(now), names, now),
  };
}
