import { isDeepStrictEqual } from 'node:util';
import t from 'tap';
import { COLLECTIONS, type CollectionName } from '../../src/contract/collections.ts';
import type { Campagne, Partenaire, Proposition, Thematique } from '../../src/contract/types.ts';
import { DEFAULT_FIXTURES, type Fixtures } from '../../src/fixtures/load.ts';
import towns from '../../src/generate/data/towns.json' with { type: 'json' };
import { prepareFixtures } from '../../src/generate/prepare.ts';
import { checkRecords, toStored } from '../../src/world/records.ts';
import { checkReferences, type Keys } from '../../src/world/references.ts';
import { type Files, folderOf, record, validFiles } from '../fixture-helpers.ts';

t.setTimeout(120_000);

const COUNT = 20_000;

/** The documents of a collection. */
function documents({ records }: Fixtures, name: CollectionName): string[] {
  return Array.from(records[name], ({ document }) => document);
}

function read<Value>(fixtures: Fixtures, name: CollectionName): Value[] {
  return documents(fixtures, name).map((document) => JSON.parse(document));
}

/** The violations of all records, in words. */
function problemsOf(fixtures: Fixtures): string[] {
  const problems: string[] = [];
  const keys: Partial<Record<CollectionName, Keys>> = {};
  const report = (name: CollectionName) => ({
    full: false,
    at: (location: readonly unknown[], found: string, expected: string) => {
      problems.push(`${name} ${location.join('/')}: found ${found}, expected ${expected}`);
    },
  });
  const values = (name: CollectionName) => read(fixtures, name);
  for (const collection of COLLECTIONS) {
    const { name } = collection;
    keys[name] = checkRecords(collection, values(name), report(name));
  }
  for (const collection of COLLECTIONS) {
    checkReferences(collection, values(collection.name), keys, report(collection.name));
  }
  return problems;
}

/** How often each value occurs, the most frequent first. */
function counted<Value>(values: readonly Value[]): [Value, number][] {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one);
}

const share = <Value>(values: readonly Value[], holds: (value: Value) => unknown) =>
  values.filter(holds).length / values.length;

const base = await prepareFixtures();
const fixtures = await prepareFixtures(DEFAULT_FIXTURES, { partners: COUNT, seed: 1 });
const users = read<Partenaire>(fixtures, 'users').slice(base.counts.users);
const propositions = read<Proposition>(fixtures, 'propositions').slice(base.counts.propositions);
const thematiques = new Map(
  read<Thematique>(fixtures, 'thematiques').map((each) => [each.tid, each]),
);
const campagnes = new Map(read<Campagne>(fixtures, 'campagnes').map((each) => [each.id, each]));
const authors = new Map(users.map((user) => [user.uid, user]));
/** The most recent instant of the default fixtures. */
const END = '2016-12-20T08:55:13Z';

t.test('the total of partners is as requested, with one proposition for ten', async (t) => {
  t.strictSame(fixtures.counts, {
    ...base.counts,
    users: COUNT,
    propositions: base.counts.propositions + Math.floor((COUNT - base.counts.users) / 10),
  });
  const found = COLLECTIONS.map(({ name }) => [name, documents(fixtures, name).length]);
  t.strictSame(Object.fromEntries(found), fixtures.counts);
  t.strictSame(fixtures.notices, []);
});

t.test('all records and references are valid', async (t) => {
  t.strictSame(problemsOf(fixtures).slice(0, 5), []);
});

t.test('records are stored as those of a file would be', async (t) => {
  for (const collection of COLLECTIONS) {
    const different = Array.from(fixtures.records[collection.name]).find(
      (stored) => !isDeepStrictEqual(toStored(collection, JSON.parse(stored.document)), stored),
    );
    t.equal(different, undefined, collection.name);
  }
});

t.test('the fixtures come first, unchanged, with their applications and rules', async (t) => {
  for (const { name } of COLLECTIONS) {
    const own = documents(base, name);
    t.equal(String(documents(fixtures, name).slice(0, own.length)), String(own), name);
  }
  t.strictSame(fixtures.applications, base.applications);
  t.strictSame(fixtures.rules, base.rules);
});

t.test('uids and ids are the smallest that are free, and grow with the date', async (t) => {
  const used = new Set(Array.from(base.records.users, ({ key }) => key));
  const free: number[] = [];
  for (let uid = 1; free.length < users.length; uid++) if (!used.has(uid)) free.push(uid);
  t.equal(String(users.map(({ uid }) => uid)), String(free));
  const first = base.counts.propositions + 1;
  t.equal(
    String(propositions.map(({ id }) => id)),
    String(propositions.map((_, index) => first + index)),
  );
  for (const records of [users, propositions]) {
    const dates = records.map(({ date_creation }) => date_creation);
    t.equal(String(dates), String([...dates].sort()));
  }
});

t.test('nothing happens before the launch, or after what happened last', async (t) => {
  const offending = [...users, ...propositions].filter(
    (each) => each.date_creation < '2013-09-16' || each.date_modification > END,
  );
  t.strictSame(offending, []);
  t.equal((users[0] as Partenaire).date_creation.slice(0, 10), '2013-09-16');
  t.ok((users.at(-1) as Partenaire).date_creation > '2016-12-15');
});

t.test('the half-years vary: a launch, and ebbs', async (t) => {
  const halves = new Map(
    counted(
      users.map(
        ({ date_creation: date }) => `${date.slice(0, 4)}-S${date.slice(5, 7) < '07' ? 1 : 2}`,
      ),
    ),
  );
  t.equal(halves.size, 7);
  const of = (name: string) => halves.get(name) as number;
  t.ok(Math.min(of('2013-S2'), of('2014-S1')) > 1.3 * of('2015-S1'));
  t.ok(of('2014-S2') > 1.2 * of('2016-S2'));
});

t.test('the statut follows from the dates', async (t) => {
  const offending = users.filter((user) => {
    const inscription = user.date_inscription ?? '';
    const desinscription = user.date_desinscription ?? '';
    return (
      user.statut !== (inscription > desinscription ? 1 : 0) ||
      (inscription && inscription < user.date_creation) ||
      (desinscription && !inscription)
    );
  });
  t.strictSame(offending, []);
  const near = (what: string, expected: number, holds: (user: Partenaire) => unknown) => {
    const found = share(users, holds);
    t.ok(Math.abs(found - expected) < 0.03, `${what}: ${found}, about ${expected}`);
  };
  near('inscrits', 0.7, ({ statut }) => statut === 1);
  near('never', 0.14, ({ date_inscription }) => date_inscription === null);
  near('désinscrits', 0.16, ({ statut, date_desinscription }) => !statut && date_desinscription);
  near('again', 0.07, ({ statut, date_desinscription }) => statut && date_desinscription);
  near('changed later', 0.38, (user) => {
    const dates = [user.date_creation, user.date_inscription ?? '', user.date_desinscription ?? ''];
    return user.date_modification > (dates.sort().at(-1) as string);
  });
});

t.test('partners are people of France', async (t) => {
  const known = new Set(
    towns.communes.flatMap(({ nom, codesPostaux }) => codesPostaux.map((code) => `${nom} ${code}`)),
  );
  const unknown = users.find(({ ville, code_postal }) => !known.has(`${ville} ${code_postal}`));
  t.equal(unknown, undefined, 'every town has that postcode');
  const largest = counted(users.map(({ ville }) => ville)).slice(0, 2);
  t.strictSame(
    largest.map(([ville]) => ville),
    ['Paris', 'Marseille'],
  );
  t.ok(users.some(({ code_postal }) => code_postal.startsWith('97')));

  t.strictSame(
    counted(users.map(({ profil }) => profil)).map(([profil]) => profil),
    ['particulier', 'agent', 'entreprise', 'association', 'elu'],
  );
  for (const member of ['civilite', 'date_naissance', 'profession'] as const) {
    const missing = share(users, (user) => user[member] === null);
    t.ok(missing > 0.02 && missing < 0.25, `${missing} have no ${member}`);
  }
  const offending = users.filter(({ date_naissance, date_creation }) => {
    if (date_naissance === null) return false;
    const age = (Date.parse(date_creation) - Date.parse(date_naissance)) / 31_557_600_000;
    return age < 18 || age > 90;
  });
  t.strictSame(offending, [], 'partners are between 18 and 90 years old');
  const feminine = users.filter(({ civilite }) => civilite === 'Mme');
  t.ok(feminine.some(({ profession }) => profession === 'Infirmière'));
  t.notOk(feminine.some(({ profession }) => profession === 'Infirmier'));
  t.notOk(
    users.some(({ civilite, profession }) => civilite === 'M.' && profession === 'Infirmière'),
  );
  t.notOk(users.some(({ civilite, prenom }) => civilite === 'M.' && prenom === 'Catherine'));
});

t.test('addresses lead nowhere, and no two are the same', async (t) => {
  const mails = read<Partenaire>(fixtures, 'users').map(({ mail }) => mail);
  t.equal(new Set(mails).size, COUNT);
  const bad = users.find(({ mail }) => !/^[a-z0-9.-]{1,64}@[a-z0-9-]{1,63}\.example$/.test(mail));
  t.equal(bad, undefined);
  t.equal(
    users.find(({ pseudo }) => !/^[a-z0-9._-]{2,}$/.test(pseudo)),
    undefined,
  );
  t.ok(new Set(users.map(({ pseudo }) => pseudo)).size > COUNT / 2);
});

t.test('most partners follow a few thématiques, and a few thématiques have most', async (t) => {
  const unsorted = users.find(({ thematiques }) => {
    const sorted = [...new Set(thematiques)].sort((one, other) => one - other);
    return String(sorted) !== String(thematiques);
  });
  t.equal(unsorted, undefined);
  const counts = new Map(counted(users.map(({ thematiques }) => thematiques.length)));
  t.strictSame([...counts.keys()].sort(), [0, 1, 2, 3, 4, 5, 6]);
  t.ok((counts.get(2) as number) > 5 * (counts.get(6) as number));
  const followers = counted(users.flatMap(({ thematiques }) => thematiques)).map(
    ([, count]) => count,
  );
  t.equal(followers.length, thematiques.size, 'each has some');
  t.ok((followers[0] as number) > 4 * (followers.at(-1) as number));
});

t.test('authors are there before their propositions, and few write several', async (t) => {
  const offending = propositions.filter(({ auteur, date_creation }) => {
    const author = authors.get(auteur);
    return !author || author.date_creation > date_creation;
  });
  t.strictSame(offending, []);
  const counts = counted(propositions.map(({ auteur }) => auteur)).map(([, count]) => count);
  t.ok(counts.length < users.length / 10, 'most write none');
  t.ok((counts[0] as number) >= 10, 'somebody writes many');
  t.ok(counts.filter((count) => count > 1).length > 100, 'some write several');
});

t.test('propositions fit their thématique and their campagne', async (t) => {
  const offending = propositions.filter(({ thematique, campagne, date_creation }) => {
    const { date_creation: since } = thematiques.get(thematique) as Thematique;
    if (campagne === null) return since > date_creation;
    const { thematiques: concerned, date_debut, date_fin } = campagnes.get(campagne) as Campagne;
    const day = date_creation.slice(0, 10);
    const open = day >= date_debut && day <= (date_fin ?? day);
    return since > date_creation || !concerned.includes(thematique) || !open;
  });
  t.strictSame(offending, []);
  const parents = new Set([...thematiques.values()].map(({ parent }) => parent));
  t.ok(share(propositions, ({ thematique }) => !parents.has(thematique)) > 0.7, 'rather leaves');
  t.ok(share(propositions, ({ thematique }) => parents.has(thematique)) > 0.05, 'but not only');
  const answering = share(propositions, ({ campagne }) => campagne !== null);
  t.ok(answering > 0.1 && answering < 0.6);
  t.ok(new Set(propositions.map(({ campagne }) => campagne)).size > 8, 'of most campagnes');
});

t.test('the states of propositions are as in the fixtures', async (t) => {
  const found = new Set(propositions.map(({ etat, avancement }) => `${etat} ${avancement}`));
  const accepted = ['retenue', 'mise_en_oeuvre'];
  const offending = propositions.filter(({ etat, avancement }) => {
    return accepted.includes(etat) !== (avancement !== null);
  });
  t.strictSame(offending, []);
  const missing = read<Proposition>(base, 'propositions')
    .map(({ etat, avancement }) => `${etat} ${avancement}`)
    .filter((pair) => !found.has(pair));
  t.strictSame(missing, [], 'every pair of the fixtures is generated');
  const decided = propositions.filter(({ etat }) => etat !== 'publiee');
  t.notOk(
    decided.some(({ date_creation, date_modification }) => {
      return Date.parse(date_modification) - Date.parse(date_creation) < 20 * 86_400_000;
    }),
    'and not at once',
  );
});

t.test('few propositions have most of the votes', async (t) => {
  const votes = propositions.map(({ votes_pour }) => votes_pour).sort((one, other) => other - one);
  const sum = (list: readonly number[]) => list.reduce((total, count) => total + count, 0);
  t.ok(sum(votes.slice(0, votes.length / 10)) > sum(votes) / 2);
  t.ok((votes[0] as number) > 1000 && (votes[0] as number) < 5000);
  t.equal(votes.at(-1), 0);
  const popular = propositions.filter(({ votes_pour }) => votes_pour > 100);
  t.ok(share(popular, ({ nb_commentaires }) => nb_commentaires > 3) > 0.9);
  t.ok(share(popular, (each) => each.votes_contre < each.votes_pour / 5) === 1);
});

t.test('texts are French, varied, and about their thématique', async (t) => {
  t.ok(new Set(propositions.map(({ titre }) => titre)).size > 500);
  t.ok(new Set(propositions.map(({ contenu }) => contenu)).size > 0.9 * propositions.length);
  const offending = propositions.filter(({ titre, contenu, thematique }) => {
    const { nom } = thematiques.get(thematique) as Thematique;
    return (
      !titre.startsWith(`${nom} : `) ||
      !contenu.includes(`« ${nom} »`) ||
      /undefined|\{\}|[ ]{2}|\\|« \S* \S*$/.test(`${titre} ${contenu}`)
    );
  });
  t.strictSame(offending, []);
  const all = documents(fixtures, 'propositions').join() + documents(fixtures, 'users').join();
  t.equal(all, all.normalize('NFC'));
  t.notMatch(all, /\uFFFD|Ã[\u0080-\u00BF]|â€/);
});

t.test('the same seed and number give the same data, others give others', async (t) => {
  const all = async (partners: number, seed: number) => {
    const made = await prepareFixtures(DEFAULT_FIXTURES, { partners, seed });
    return COLLECTIONS.map(({ name }) => documents(made, name).join('\n')).join('\n');
  };
  const first = await all(500, 1);
  t.equal(await all(500, 1), first);
  for (const [partners, seed] of [
    [500, 2],
    [500, 0],
    [500, 2 ** 32 - 1],
    [501, 1],
  ] as const) {
    t.not(await all(partners, seed), first, `${partners}, ${seed}`);
  }
  const made = await prepareFixtures(DEFAULT_FIXTURES, { partners: 500, seed: 1 });
  t.equal(String(documents(made, 'users')), String(documents(made, 'users')), 'read twice');
});

t.test('each collection follows the seed', async (t) => {
  // With one theme, the popularity of themes, which follows the seed too, changes nothing.
  const folder = folderOf(t, validFiles());
  const texts = async (seed: number, name: CollectionName) =>
    String(documents(await prepareFixtures(folder, { partners: 100, seed }), name));
  for (const name of ['users', 'propositions'] as const) {
    t.not(await texts(1, name), await texts(2, name), name);
  }
});

t.test('partners are generated up to the total, those of the fixtures included', async (t) => {
  const { users: own } = base.counts;
  for (const more of [0, -1, 1 - own]) {
    const partners = own + more;
    const made = await prepareFixtures(DEFAULT_FIXTURES, { partners, seed: 1 });
    t.strictSame(made.counts, base.counts);
    t.strictSame(made.notices, [
      `the fixtures already have ${own} partners: none is generated for a total of ${partners}`,
    ]);
    t.equal(documents(made, 'users').length, own);
  }
  for (const more of [1, 9, 10, 11, 19, 20]) {
    const made = await prepareFixtures(DEFAULT_FIXTURES, { partners: own + more, seed: 1 });
    t.equal(documents(made, 'users').length, own + more);
    const written = documents(made, 'propositions').length - base.counts.propositions;
    t.equal(written, Math.floor(more / 10));
    t.strictSame(problemsOf(made), []);
  }
});

/** Data generated around a folder of these files. */
async function around(files: Files, partners = 300): Promise<Fixtures> {
  return prepareFixtures(folderOf(t, files), { partners, seed: 1 });
}

t.test(
  'without thématiques, partners follow none and write nothing, as a notice says',
  async (t) => {
    const made = await around({ 'users.json': '[]', 'applications.json': null });
    t.equal(made.counts.users, 300);
    t.equal(made.counts.propositions, 0);
    t.equal(documents(made, 'propositions').length, 0);
    t.ok(read<Partenaire>(made, 'users').every(({ thematiques }) => thematiques.length === 0));
    t.equal(
      made.notices.at(-1),
      'the fixtures hold no thématique: generated partners follow none, and no proposition is generated',
    );
    t.strictSame(problemsOf(made), []);
  },
);

t.test('texts contain the name of any thématique', async (t) => {
  const nom = '"Guillemets" \\ et\nretours $& {} 🙂';
  const made = await around(validFiles({ 'thematiques.json': [record('thematiques', { nom })] }));
  t.strictSame(problemsOf(made), []);
  const texts = read<Proposition>(made, 'propositions').slice(1);
  t.equal(texts.length, 29);
  const offending = texts.filter(({ titre, contenu }) => {
    return !titre.startsWith(`${nom} : `) || !contenu.includes(`« ${nom} »`);
  });
  t.strictSame(offending, []);
  t.ok(read<Partenaire>(made, 'users').every(({ thematiques }) => thematiques.length <= 1));
});

t.test('fixtures of other times, and of large keys, do no harm', async (t) => {
  const dates = {
    date_creation: '2013-09-17T08:00:00Z',
    date_modification: '2013-09-18T08:00:00Z',
  };
  const users = [1, 2 ** 53 - 1].map((uid) => {
    return record('users', { uid, ...dates, date_inscription: null, date_desinscription: null });
  });
  const own = {
    'users.json': users,
    'propositions.json': [record('propositions', { ...dates, id: 2 ** 53 - 1 })],
  };
  const early = record('thematiques', dates);
  const campagne = record('campagnes', dates);
  const made = await around({ ...own, 'thematiques.json': [early], 'campagnes.json': [campagne] });
  t.strictSame(problemsOf(made), []);
  const { date_modification: last } = dates;
  const all = [...read<Partenaire>(made, 'users'), ...read<Proposition>(made, 'propositions')];
  t.strictSame(
    all.filter(({ date_modification }) => date_modification > last),
    [],
  );
  const late = record('thematiques', {
    date_creation: '2016-01-01T00:00:00Z',
    date_modification: '2016-01-01T00:00:00Z',
  });
  const afterwards = await around(validFiles({ 'thematiques.json': [late] }));
  t.strictSame(problemsOf(afterwards), [], 'where no thématique is there yet, one is taken early');
  t.equal(afterwards.counts.propositions, 30);
});

t.test('how far it is can be watched, in hundredths', async (t) => {
  const seen: [number, number][] = [];
  const progress = (done: number, all: number) => seen.push([done, all]);
  const made = await prepareFixtures(DEFAULT_FIXTURES, { partners: 1054, seed: 1 }, progress);
  t.strictSame(seen, [], 'nothing is generated before it is read');
  documents(made, 'users');
  t.strictSame(
    seen,
    Array.from({ length: 100 }, (_, index) => [(index + 1) * 10, 1000]),
  );
});
