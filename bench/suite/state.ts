import assert from 'node:assert/strict';
import { type Json, send, setStatut } from './client.ts';
import { DATA, type Row } from './data.ts';
import { type Account, ability } from './mock.ts';
import { ok, uids } from './operations.ts';
import type { Test } from './test.ts';

const userOf = async (account: Account, uid: number) => ok(await send(account, `/users/${uid}`));
const findIn = (rows: { uid: number }[], uid: number): Json => rows.find((row) => row.uid === uid);

/** The present half-year, in Paris. */
function presentHalfYear(): string {
  const parts = { timeZone: 'Europe/Paris', year: 'numeric', month: 'numeric' } as const;
  const [month, year] = new Intl.DateTimeFormat('en-US', parts).format().split('/');
  return `${year}-S${Number(month) <= 6 ? 1 : 2}`;
}

/** The tests of changes, and of what brings them about or undoes them. */
export const state: readonly Test[] = [
  {
    id: 'change-shown',
    en: 'after a POST, every later answer shows the new status',
    fr: 'après un POST, toutes les réponses suivantes montrent le nouveau statut',
    async run({ account }) {
      ok(await setStatut(account, 9, 1));
      const user = await userOf(account, 9);
      assert.equal(user.statut, 1);
      assert.ok(user.date_inscription > '2020', 'registered now');
      assert.equal(user.nom, 'Castaldi', 'other members are kept');
      assert.deepEqual(findIn(ok(await send(account, '/users')), 9), user);
      const registered = ok(await send(account, `/users?key=${account.key}&statut=1`));
      assert.ok(uids(registered).includes(9));
      assert.ok(registered.every(({ statut }: Row) => statut === 1));
      assert.deepEqual(findIn(ok(await send(account, '/actualisation')).partenaires, 9), user);
      const recent = ok(await send(account, `/actualisation/${presentHalfYear()}`));
      assert.deepEqual(recent.partenaires, [user]);
    },
  },
  {
    id: 'same-status',
    en: 'the status that a partner has already: 200, and no date changes',
    fr: 'le statut que le partenaire a déjà : 200, et aucune date ne change',
    async run({ account }) {
      const expected = findIn(DATA.users as { uid: number }[], 1);
      const { date_modification } = ok(await setStatut(account, 1, expected.statut));
      assert.equal(date_modification, expected.date_modification);
      assert.deepEqual(await userOf(account, 1), expected);
    },
  },
  {
    id: 'reset',
    en: 'a reset between two tests undoes the changes of the first one',
    fr: 'une remise à zéro entre deux tests annule les changements du premier',
    async run(mock) {
      const { account } = mock;
      ok(await setStatut(account, 9, 1));
      assert.equal((await userOf(account, 9)).statut, 1);
      await ability(mock, 'reset')();
      assert.equal((await userOf(account, 9)).statut, 0);
    },
  },
  {
    id: 'own-data',
    en: 'data for one test: this partner lives in Bastia, in each answer',
    fr: 'des données pour un test : ce partenaire habite Bastia, dans chaque réponse',
    async run(mock) {
      const { account } = mock;
      await ability(mock, 'change')(9, { ville: 'Bastia' });
      assert.equal((await userOf(account, 9)).ville, 'Bastia');
      assert.equal(findIn(ok(await send(account, '/users')), 9).ville, 'Bastia');
      assert.equal((await userOf(account, 1)).ville, 'Quimper');
    },
  },
  {
    id: 'clock',
    en: 'a clock that the test sets: dates of changes are known beforehand',
    fr: 'une horloge que règle le test : les dates des changements sont connues d’avance',
    async run(mock) {
      const freeze = ability(mock, 'freeze');
      for (const [uid, at] of [
        [9, '2016-03-14T09:26:53Z'],
        [12, '2017-08-01T00:00:00Z'],
      ] as const) {
        await freeze(at);
        const action = 1 - findIn(DATA.users as { uid: number }[], uid).statut;
        assert.equal(ok(await setStatut(mock.account, uid, action)).date_modification, at);
      }
    },
  },
  {
    id: 'at-once',
    en: 'two tests at once at one URL: neither sees the other’s change',
    fr: 'deux tests à la fois sur une URL : aucun ne voit le changement de l’autre',
    async run(mock) {
      const [one, other] = await ability(mock, 'isolate')();
      assert.equal(one.url, other.url);
      ok(await setStatut(one, 9, 1));
      assert.equal((await userOf(one, 9)).statut, 1);
      assert.equal((await userOf(other, 9)).statut, 0);
      ok(await setStatut(other, 9, 1));
      ok(await setStatut(one, 9, 0));
      assert.equal((await userOf(one, 9)).statut, 0);
      assert.equal((await userOf(other, 9)).statut, 1);
    },
  },
];
