import t from 'tap';
import { CHECKS } from '../../src/conformance/checks/checks.ts';
import { altered } from './altered.ts';
import { runAgainst } from './run-helpers.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

const SERVED = [
  ...['behaviour.identification_needed', 'behaviour.key_identifies'],
  ...['behaviour.own_credentials', 'behaviour.own_credentials.key'],
];
const NO_OBJECT = [...SERVED, 'answer.getUser'];
const STUCK = [...SERVED, 'behaviour.desinscription', 'behaviour.status_stored'];

/** Servers that answer every request alike, and the documented checks that fail. */
const SERVERS: readonly (readonly [
  status: number,
  type: string,
  body: string,
  failing: readonly string[],
])[] = [
  [200, JSON_TYPE, '{}', SERVED],
  [200, JSON_TYPE, 'null', NO_OBJECT],
  [200, JSON_TYPE, '[]', NO_OBJECT],
  [200, JSON_TYPE, '[{"uid":3,"statut":0},{"uid":4,"statut":0}]', NO_OBJECT],
  [200, JSON_TYPE, '{"uid":1,"statut":1}', STUCK],
  [200, JSON_TYPE, '{', NO_OBJECT],
  [200, 'text/html', '<p>', NO_OBJECT],
  [302, JSON_TYPE, '', ['operation.getUser']],
  [401, JSON_TYPE, '{}', ['behaviour.basic']],
  [403, JSON_TYPE, '{}', ['behaviour.key_in_query']],
  [404, JSON_TYPE, '{}', ['operation.getUser']],
  [405, JSON_TYPE, '{}', ['behaviour.get_flows']],
  [429, JSON_TYPE, '{}', ['operation.getUser']],
  [500, 'text/plain', '', ['operation.getUser']],
  [501, JSON_TYPE, 'null', ['operation.getUser']],
];

for (const [status, type, body, failing] of SERVERS) {
  t.test(`a server that answers ${status} ${body} to all`, async (t) => {
    const state = await altered(t, 'http://127.0.0.1:1');
    state.deviation = {
      instead: () => ({ status, headers: { 'content-type': type }, body: Buffer.from(body) }),
    };
    const { results } = await runAgainst(state.apiUrl);
    const failed = results.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id);
    t.strictSame(failed.sort(), [...failing].sort());
    t.equal(results.length, CHECKS.length);
    t.strictSame(
      results.filter(({ reason }) => reason?.includes('could not be judged')),
      [],
    );
  });
}
