import t from 'tap';
import { LOGIN_MARK } from '../../src/traffic/redaction.ts';
import { MOST_CHOSEN, MOST_FORMER } from '../../src/world/callers.ts';
import { Worlds } from '../../src/world/worlds.ts';
import { storeOf } from '../store-helpers.ts';

function open(t: Parameters<typeof storeOf>[0]) {
  const worlds = new Worlds(storeOf(t, {}), { now: () => new Date() });
  t.teardown(() => worlds.close());
  return worlds;
}

const chosen = (number: number) => ({ nom: 'A', cle: `cle-choisie-${number}` });

t.test('generated secrets have no limit, chosen ones do', async (t) => {
  const worlds = open(t);
  const applications = Array.from({ length: MOST_CHOSEN }, (_, number) => chosen(number));
  const { id } = worlds.createSandbox({ applications });
  for (let count = 0; count < 400; count++) worlds.main.registration.add('Une');
  const full = { kind: 'conflict', message: /have 300 chosen secrets already: leave out/ };
  t.throws(() => worlds.main.registration.add(chosen(-1)), full);
  t.throws(() => worlds.createSandbox({ applications: [chosen(-1)] }), full);
  t.equal(worlds.main.registration.add({ nom: 'A', login: 'a' }).login, 'a', 'no secret');
  worlds.dropSandbox(id);
  t.equal(worlds.main.registration.add(chosen(-1)).cle, 'cle-choisie--1');
});

t.test('the latest chosen secrets out of use stay masked', async (t) => {
  const worlds = open(t);
  for (let number = 0; number <= MOST_FORMER; number++) {
    const { id } = worlds.createSandbox({ applications: [chosen(number)] });
    worlds.dropSandbox(id);
  }
  t.equal(worlds.redaction.text('cle-choisie-0;'), 'cle-choisie-0;');
  t.equal(worlds.redaction.text('cle-choisie-1;'), '***;');
  t.equal(worlds.redaction.text(`cle-choisie-${MOST_FORMER};`), '***;');
  const { id } = worlds.createSandbox({ applications: [chosen(1)] });
  worlds.dropSandbox(worlds.createSandbox({ applications: [chosen(-1)] }).id);
  t.equal(worlds.redaction.text('cle-choisie-1;'), '***;', 'it is in use again');
  t.equal(worlds.redaction.text('cle-une'), '***', 'those of the fixtures always');
  worlds.dropSandbox(id);
});

t.test('secrets of the fixtures stay masked after a rotation, and are not counted', async (t) => {
  const worlds = open(t);
  const { registration } = worlds.main;
  const other = worlds.byLogin('deux');
  const { cle } = registration.rotateKey('une');
  t.equal(worlds.byLogin('deux'), other, 'the other one is not identified anew');
  t.equal(worlds.redaction.text(`cle-une ${cle}`), '*** ***');
  t.equal(worlds.byKey('cle-une'), undefined);
  const [login] = registration.all.map((each) => each.login);
  t.equal(login, 'une', 'it keeps its place');
  t.match(registration.add('Une').login, RegExp(`^${LOGIN_MARK}`));
});
