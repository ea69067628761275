import t from 'tap';
import { call, postStatut, start } from '../helpers.ts';

interface Partner {
  uid: number;
  statut: 0 | 1;
  date_modification: string;
}

/** Every flow that shows partners, and the partners it shows. */
const FLOWS = {
  listUsers: ['/users', (json: Partner[]) => json],
  getActualisation: ['/actualisation', (json: { partenaires: Partner[] }) => json.partenaires],
} as const;

/** The half-year of an instant, reckoned apart from the server: its month in Paris. */
function semestreOf(instant: string): string {
  const [month, year] = new Intl.DateTimeFormat('en', {
    timeZone: 'Europe/Paris',
    month: 'numeric',
    year: 'numeric',
  })
    .format(new Date(instant))
    .split('/');
  return `${year}-S${Number(month) < 7 ? 1 : 2}`;
}

for (const [action, member, before] of [
  [1, 'date_inscription', 0],
  [0, 'date_desinscription', 1],
] as const) {
  t.test(`action ${action} sets the status and its dates to the server's clock`, async (t) => {
    const server = await start(t);
    const [user] = (await call(server, `/users?statut=${before}`)).json;
    // Instants have no fraction of a second.
    const earliest = `${new Date().toISOString().slice(0, 19)}Z`;
    const { status, json } = await postStatut(server, user.uid, { action });
    const latest = new Date().toISOString();
    t.equal(status, 200);
    const now = json.date_modification;
    t.same(json, { uid: user.uid, statut: action, date_modification: now });
    t.ok(earliest <= now && now.slice(0, 19) <= latest.slice(0, 19), now);
    t.same((await call(server, `/users/${user.uid}`)).json, {
      ...user,
      statut: action,
      date_modification: now,
      [member]: now,
    });
  });

  t.test(
    `a change to ${action} is seen at once in every flow, once and in its place`,
    async (t) => {
      const server = await start(t);
      const all = (await call(server, '/users')).json as Partner[];
      // Six of the partners, by their uid, have a fault each (fixtures/rules.json).
      const { uid } = all
        .filter((user) => user.statut === before && user.uid < 9000)
        .at(-1) as Partner;
      const { json } = await postStatut(server, uid, { action });
      const changed = (await call(server, `/users/${uid}`)).json;
      t.equal(changed.statut, action);
      const expected = all.map((user) => (user.uid === uid ? changed : user));
      t.same((await call(server, '/users')).json, expected);
      t.same((await call(server, '/actualisation')).json.partenaires, expected);
      for (const statut of [0, 1]) {
        t.same(
          (await call(server, `/users?statut=${statut}`)).json,
          expected.filter((user) => user.statut === statut),
        );
      }
      const present = semestreOf(json.date_modification);
      t.same((await call(server, `/actualisation/${present}`)).json.partenaires, [changed]);
    },
  );

  t.test(`repeating the status ${action} is a success and changes nothing`, async (t) => {
    const server = await start(t);
    const [{ uid, date_modification }] = (await call(server, `/users?statut=${action}`)).json;
    const texts = () =>
      Promise.all([`/users/${uid}`, '/users'].map(async (url) => (await call(server, url)).text));
    const untouched = await texts();
    const { status, json } = await postStatut(server, uid, { action });
    t.equal(status, 200);
    t.same(json, { uid, statut: action, date_modification });
    t.same(await texts(), untouched);
  });
}

t.test('a partner changed there and back keeps both dates, and is listed once', async (t) => {
  const server = await start(t);
  const [user] = (await call(server, '/users?statut=1')).json;
  const away = (await postStatut(server, user.uid, { action: 0 })).json.date_modification;
  const back = (await postStatut(server, user.uid, { action: 1 })).json.date_modification;
  const expected = {
    ...user,
    date_modification: back,
    date_inscription: back,
    date_desinscription: away,
  };
  t.same((await call(server, `/users/${user.uid}`)).json, expected);
  const { partenaires } = (await call(server, `/actualisation/${semestreOf(back)}`)).json;
  t.same(partenaires, [expected]);
});

t.test('when every partner changes, none is doubled, lost or out of order', async (t) => {
  const server = await start(t);
  // Six of the partners have a fault each (fixtures/rules.json), and could not be changed.
  server.replaceRules([]);
  const all = (await call(server, '/users')).json as Partner[];
  for (const { uid, statut } of all) {
    t.equal((await postStatut(server, uid, { action: 1 - statut })).status, 200);
  }
  const expected = all.map(({ uid, statut }) => ({ uid, statut: 1 - statut }));
  for (const [name, [url, partners]] of Object.entries(FLOWS)) {
    const shown: Partner[] = partners((await call(server, url)).json);
    t.same(
      shown.map(({ uid, statut }) => ({ uid, statut })),
      expected,
      name,
    );
  }
});

t.test(
  'a partner of a half-year long past stays in it when it changes, by its creation',
  async (t) => {
    const server = await start(t);
    const uids = async () =>
      (await call(server, '/actualisation/2013-S2')).json.partenaires.map(
        ({ uid }: Partner) => uid,
      );
    const before = await uids();
    t.ok(before.includes(1));
    await postStatut(server, 1, { action: 0 });
    t.same(await uids(), before);
  },
);

t.test('a record that was deleted cannot be changed', async (t) => {
  const server = await start(t);
  // One of the baseline to which nothing refers, one of the layer, and one that was changed before.
  const [baseline, made] = [9503, 4000];
  server.replaceRules([]);
  for (const uid of [made, made + 1]) {
    server.putRecord('users', { ...server.getRecord('users', 1), uid });
  }
  t.equal((await postStatut(server, made + 1, { action: 0 })).status, 200);
  for (const uid of [baseline, made, made + 1]) {
    server.deleteRecord('users', uid);
    for (const action of [0, 1]) {
      const { status, json } = await postStatut(server, uid, { action });
      t.equal(status, 404);
      t.equal(json.code, 'partenaire_inconnu');
    }
    t.throws(() => server.getRecord('users', uid), { message: /There is no record/ });
  }
});
