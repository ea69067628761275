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
  ['replaceState with a bad rule', (server) => server.replaceState({ rules: [1] }), '/rules/0'],
];

t.test('the handle checks as strictly as the control plane over HTTP', async (t) => {
  const server: MockServer = await start(t);
  for (const [what, misuse, place] of MISUSES) {
    t.throws(() => misuse(server), { name: 'WorldError', message: `\n  ${place}: found ` }, what);
    t.throws(() => misuse(server), WorldError, what);
  }
});

t.test('a verification that fails throws the error that the package exports', async (t) => {
  const server = await start(t);
  await call(server, '/users/1');
  t.throws(() => server.verify({ operation: 'listUsers' }), VerificationError);
});
