import type { Exchange } from '../../src/traffic/observer.ts';

/** A span of a world's time. */
export const spanOf = () => ({ ended: false });

/** The time of the latest request, in milliseconds. */
export const clock = { now: 0 };

/** A request that has ended: by default a GET of a partner that is unknown. */
export function exchange(more: Partial<Exchange> = {}): Exchange {
  clock.now += 2;
  return {
    span: spanOf(),
    world: 'the main world',
    application: 'demo',
    operation: 'getUser',
    subjects: { uid: 999_999, semestre: null },
    method: 'GET',
    url: '/api/users/999999?key=k',
    rawHeaders: [],
    secure: true,
    start: clock.now,
    end: clock.now + 1,
    at: 1_488_326_400,
    state: 'answered',
    status: 404,
    code: 'partenaire_inconnu',
    decision: undefined,
    retryAfter: undefined,
    unchanged: false,
    requestBody: null,
    entry: { expected: false, witness: undefined },
    ...more,
  };
}
