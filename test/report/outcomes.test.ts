import t from 'tap';
import { factsOf } from '../../src/report/facts.ts';
import { outcomeOf, senseOf } from '../../src/report/outcomes.ts';
import { repeats } from '../../src/report/signature.ts';
import type { Exchange } from '../../src/traffic/observer.ts';
import type { Decision } from '../../src/traffic/rules.ts';
import { exchange } from './exchanges.ts';

const decision = (action: Decision['action'], before = 0): Decision => ({
  rules: ['r'],
  delays: { before, after: 0, between: 0 },
  action,
});

const OK = { status: 200, code: undefined };
const GONE = { state: 'aborted', status: 0, code: undefined } as const;
const ENDED = { ...GONE, span: { ended: true } };

const CASES: readonly (readonly [what: Partial<Exchange>, outcome: string, sense: string])[] = [
  [OK, 'ok', 'fine'],
  [{}, 'partenaire_inconnu', 'refused'],
  [{ status: 418, code: undefined }, 'status-418', 'refused'],
  [{ status: 501, code: 'non_documente' }, 'non_documente', 'refused'],
  [{ status: 505, code: undefined, retryAfter: '1' }, 'status-505', 'refused'],
  [{ status: 502, code: undefined }, 'status-502', 'open'],
  [{ status: 500, code: 'erreur_interne' }, 'erreur_interne', 'open'],
  [{ status: 503, code: 'service_indisponible', retryAfter: '1' }, 'service_indisponible', 'later'],
  [{ status: 429, code: 'trop_de_requetes' }, 'trop_de_requetes', 'later'],
  [GONE, 'aborted', 'open'],
  [ENDED, 'ended', 'fine'],
  ...(['drop', 'reset', 'stall'] as const).flatMap(
    (action) =>
      [
        [{ ...GONE, decision: decision({ action }) }, action, 'open'],
        [{ ...GONE, decision: decision({ action, perform: true }) }, 'lost', 'open'],
      ] as const,
  ),
  [{ ...ENDED, decision: decision({ action: 'stall' }) }, 'stall', 'fine'],
  [{ ...ENDED, decision: decision({ action: 'drop' }) }, 'drop', 'open'],
  [{ ...GONE, decision: decision({ action: 'garbage' }) }, 'garbage', 'open'],
  [{ ...GONE, status: 200, decision: decision({ action: 'cut' }) }, 'cut', 'open'],
  [{ ...OK, decision: decision({ action: 'broken-json' }) }, 'broken-json', 'open'],
  [{ ...OK, decision: decision({ action: 'content-type', type: 'a/b' }) }, 'content-type', 'fine'],
  [{ ...OK, decision: decision({ action: 'patch' }) }, 'patch', 'fine'],
  [{ decision: decision({ action: 'patch' }) }, 'partenaire_inconnu', 'refused'],
  [{ ...OK, decision: decision({ action: 'drip', bytesPerSecond: 1 }) }, 'drip', 'fine'],
  [{ ...GONE, decision: decision({ action: 'drip', bytesPerSecond: 1 }) }, 'drip', 'open'],
  [{ ...OK, decision: decision({ action: 'answer', status: 200 }) }, 'replaced', 'fine'],
  [
    { status: 418, code: undefined, decision: decision({ action: 'answer', status: 418 }) },
    'status-418',
    'refused',
  ],
  [
    { status: 404, decision: decision({ action: 'answer', status: 404 }) },
    'partenaire_inconnu',
    'refused',
  ],
  [{ ...GONE, decision: decision({ action: 'answer', status: 503 }) }, 'aborted', 'open'],
  [{ ...GONE, decision: decision({ action: 'answer', status: 503 }, 9) }, 'slow', 'open'],
  [{ ...OK, decision: decision({ action: 'pass' }) }, 'ok', 'fine'],
  [{ ...OK, decision: decision({ action: 'pass' }, 9) }, 'slow', 'fine'],
  [{ ...OK, decision: decision({ action: 'hold' }) }, 'ok', 'fine'],
  [{ ...GONE, decision: decision({ action: 'hold' }) }, 'slow', 'open'],
];

for (const [more, outcome, sense] of CASES) {
  t.test(`${JSON.stringify(more)} is ${outcome}, ${sense}`, async (t) => {
    const ended = exchange(more);
    t.equal(outcomeOf(ended, false), outcome);
    t.equal(senseOf(outcomeOf(ended, false), ended, false), sense);
  });
}

t.test('while the server stops, it is not the client that leaves', async (t) => {
  const gone = exchange(GONE);
  t.equal(outcomeOf(gone, true), 'ended');
  t.equal(senseOf('ended', gone, true), 'fine');
});

t.test('facts of single requests', async (t) => {
  const kinds = (more: Partial<Exchange>) => {
    const request = exchange({ ...OK, ...more });
    return factsOf(request, outcomeOf(request, false)).map(
      ({ kind, detail }) => `${kind} ${detail}`,
    );
  };
  const post = (body: unknown, more: Partial<Exchange> = {}) =>
    kinds({
      operation: 'setUserStatut',
      method: 'POST',
      requestBody: typeof body === 'string' ? body : JSON.stringify(body),
      status: 400,
      code: 'requete_invalide',
      ...more,
    });
  t.strictSame(kinds({}), []);
  t.strictSame(kinds({ url: '/api/users/9' }), ['without-key cle_manquante']);
  t.strictSame(kinds({ url: '/api/users/9?key=' }), ['without-key cle_manquante']);
  t.strictSame(kinds({ url: '/api/x?key=k&x=1', operation: null }), ['unknown-parameter x']);
  t.strictSame(kinds({ url: '/api/users?key=k&key=k', operation: 'listUsers' }), [
    'repeated-parameter key',
  ]);
  t.strictSame(kinds({ url: '/api/users?statut=1&key=k', operation: 'listUsers' }), []);
  const many = Array.from({ length: 30 }, (_, index) => `p${index}=1`).join('&');
  t.equal(kinds({ url: `/api/users?key=k&${many}` }).length, 20);
  const types = ['1', true, 1.5, null, [1], {}];
  t.strictSame(
    types.flatMap((action) => post({ action })),
    ['string', 'boolean', 'number', 'null', 'array', 'object'].map(
      (type) => `action-not-integer ${type}`,
    ),
  );
  for (const body of [{ action: 2 }, {}, 'not JSON', 'null', '[]']) {
    t.strictSame(post(body), ['refusal requete_invalide']);
  }
  const bytes = { bytes: Buffer.from('{'), length: 20_000 };
  t.strictSame(post('', { requestBody: bytes }), ['refusal requete_invalide']);
  const simulated = decision({ action: 'refuse', code: 'service_indisponible' });
  t.strictSame(
    post({ action: '1' }, { status: 503, code: 'service_indisponible', decision: simulated }),
    ['action-not-integer string'],
  );
  t.strictSame(kinds({ status: 500, code: 'erreur_interne' }), [], 'our own error');
  t.strictSame(kinds({ status: 401, code: 'identification_requise' }), [
    'without-basic identification_requise',
  ]);
});

t.test('a body that was not read may be any', async (t) => {
  const of = (body: string | undefined, head = 'POST /') => ({ head, body });
  t.ok(repeats(of('a'), of('a'), true));
  t.notOk(repeats(of('a'), of('b'), false));
  t.notOk(repeats(of('a', 'GET /'), of('a'), false));
  t.ok(repeats(of('a'), of(undefined), false));
  t.ok(repeats(of(undefined), of('a'), false));
  t.notOk(repeats(of(undefined), of('a'), true), 'it was refused, and may have been corrected');
});
