import t from 'tap';
import { type MockServer, VerificationError, WorldError } from '../../src/index.ts';
import { call, start } from '../helpers.ts';

/** A call with what TypeScript would refuse, and the place that the refusal names. */
// biome-ignore lint/suspicious/noExplicitAny: a program without types may pass anything
const MISUSES: [string, (server: any) => unknown, string][] = [
  ['diff of an unknown member', (server) => server.diff({ form: 'x' }), '/form'],
  ['diff from a name that is none', (server) => server.diff({ from: 'a b' }), '/from'],
  ['advanceClock by a text', (server) => server.advanceClock('60'), 'it'],
  ['replaceRules by an object', (server) => server.replaceRules({}), 'it'],
  ['replaceRules by a bad rule', (server) => server.replaceRules([{}, { a: 1 }]), '/1/a'],
  ['getRecord by a text', (server) => server.getRecord('users', '9'), '/key'],
  ['getRecord of no collection', (server) => server.getRecord('user', 9), '/collection'],
  ['deleteRecord by a fraction', (server) => server.deleteRecord('users', 1.5), '/key'],
  ['restoreSnapshot of a number', (server) => server.restoreSnapshot(1), '/name'],
  ['deleteSnapshot of a number', (server) => server.deleteSnapshot(1), '/name'],
  ['deleteRule of a number', (server) => server.deleteRule(1), '/id'],
  ['importState with a bad rule', (server) => server.importState({ rules: [1] }), '/rules/0'],
  ['diff of a text', (server) => server.diff('before'), 'it'],
  ['diff of null', (server) => server.diff(null), 'it'],
  ['verify of no times', (server) => server.verify({ times: {} }), '/times'],
  [
    'verify of impossible times',
    (server) => server.verify({ times: { atLeast: 2, atMost: 1 } }),
    '/times',
  ],
  [
    'verify of a subject that the operation has not',
    (server) => server.verify({ operation: 'listUsers', uid: 1, times: 0 }),
    '/uid',
  ],
  [
    'verify of such a subject in the order',
    (server) => server.verify({ inOrder: [{}, { operation: 'listUsers', uid: 1 }] }),
    '/inOrder/1/uid',
  ],
  ['verify of a function', (server) => server.verify({ body: () => {} }), '/body'],
  [
    'listJournal of such a subject',
    (server) => server.listJournal({ operation: 'getIndex', uid: 1 }),
    '/uid',
  ],
  [
    'addRule with a function',
    (server) => server.addRule({ match: { body: { a() {} } } }),
    '/match/body/a',
  ],
  [
    'addRule with a function as an answer',
    (server) => server.addRule({ then: { action: 'answer', status: 200, body: () => {} } }),
    '/then/body',
  ],
  ['putRecord of a date', (server) => server.putRecord('users', { date: new Date() }), '/date'],
  ['getRecord of a bigint', (server) => server.getRecord('users', 1n), '/key'],
  ['freezeClock at a number', (server) => server.freezeClock(0), 'it'],
  ['createSandbox of null', (server) => server.createSandbox(null), 'it'],
];

t.test('the handle checks as strictly as the control plane over HTTP', async (t) => {
  const server: MockServer = await start(t);
  for (const [what, misuse, place] of MISUSES) {
    t.throws(() => misuse(server), { name: 'WorldError', message: `\n  ${place}: found ` }, what);
    t.throws(() => misuse(server), WorldError, what);
  }
  await t.rejects(server.waitForRequest({ operation: 'getIndex', uid: 1 }), {
    name: 'WorldError',
    message: '/uid: found 1; expected nothing: getIndex has no uid',
  });
});

t.test('a verification that fails throws the error that the package exports', async (t) => {
  const server = await start(t);
  await call(server, '/users/1');
  t.throws(() => server.verify({ operation: 'listUsers' }), VerificationError);
});
