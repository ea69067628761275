import t from 'tap';
import { campagne, partenaire, proposition, thematique } from '../../src/index.ts';
import { admitPartialState, admitState } from '../../src/world/admission.ts';
import { completeRecords } from '../../src/world/completion.ts';

const NOW = '2017-05-06T07:08:09Z';

t.test('a state of partial records gets keys, defaults, and what it refers to', async (t) => {
  const given = {
    users: [{ statut: 1 }, { uid: 9, thematiques: [3] }, {}],
    propositions: [{}, { id: 4, auteur: 8, campagne: 2 }],
  };
  const expected = {
    users: [
      partenaire({ uid: 10, statut: 1 }, NOW),
      partenaire({ uid: 9, thematiques: [3] }, NOW),
      partenaire({ uid: 11 }, NOW),
      partenaire({ uid: 1 }, NOW),
      partenaire({ uid: 8 }, NOW),
    ],
    thematiques: [thematique({ tid: 3 }, NOW), thematique({ tid: 1 }, NOW)],
    campagnes: [campagne({ id: 2 }, NOW)],
    propositions: [
      proposition({ id: 5 }, NOW),
      proposition({ id: 4, auteur: 8, campagne: 2 }, NOW),
    ],
  };
  t.strictSame(completeRecords(given, NOW), expected);
  t.strictSame(admitPartialState(given, NOW), admitState(expected));
});

t.test('a whole state stays as it is, and an empty one is empty', async (t) => {
  const state = {
    users: [partenaire({ thematiques: [1] })],
    thematiques: [thematique()],
    campagnes: [],
    propositions: [proposition()],
  };
  t.strictSame(completeRecords(state, NOW), state);
  t.strictSame(Object.values(completeRecords({}, NOW)).flat(), []);
});

t.test('wrong values stay, and are refused at their places', async (t) => {
  const given = { users: [{ uid: '1' }, { statut: 'x', thematiques: 'x' }] };
  for (const place of ['/users/0/uid', '/users/1/statut', '/users/1/thematiques']) {
    const message = `\n  ${place}: found "`;
    t.throws(() => admitPartialState(given, NOW), { kind: 'invalid', message });
  }
});
