import { COLLECTIONS, type Collection, type CollectionName } from './collections.ts';
import { completeRecord } from './defaults.ts';
import type { Campagne, Partenaire, Proposition, Thematique } from './types.ts';

/** The dates of records that are made without a `now`: the instant that the guides use. */
const NOW = '2016-03-14T09:26:53Z';

/**
 * A valid partner: the given members, and defaults for the others. Missing: `uid` is 1, `statut` 0, `profil`
 * `particulier`, `thematiques` empty, `code_postal` 75001, `ville` Paris; other texts name the member and the key
 * (`Nom 9`, `partenaire9@courriel.example`), what may be null is null, dates are `now`.
 * @param now The dates, in UTC to the second. Default `2016-03-14T09:26:53Z`.
 * @throws TypeError if the arguments are no object and no such instant. Members are checked where the record is stored.
 * @example
 * partenaire({ uid: 9, statut: 0 })
 */
export function partenaire(given: Partial<Partenaire> = {}, now = NOW): Partenaire {
  return make('users', given, now) as unknown as Partenaire;
}

/**
 * A valid thématique. Missing: `tid` is 1, texts name the member and the key (`Thématique 3`), `parent` is null, dates are
 * `now`.
 * @param now As for `partenaire()`.
 * @throws TypeError as `partenaire()` does.
 * @example
 * thematique({ tid: 3, nom: 'Mer' })
 */
export function thematique(given: Partial<Thematique> = {}, now = NOW): Thematique {
  return make('thematiques', given, now) as unknown as Thematique;
}

/**
 * A valid campagne, without `etat`, which the server derives. Missing: `id` is 1, texts name the member and the key,
 * `thematiques` is empty, `date_debut` the day of `now` in Paris, `date_fin` null, the instants `now`.
 * @param now As for `partenaire()`.
 * @throws TypeError as `partenaire()` does.
 * @example
 * campagne({ id: 2, date_fin: '2016-12-31' })
 */
export function campagne(
  given: Partial<Omit<Campagne, 'etat'>> = {},
  now = NOW,
): Omit<Campagne, 'etat'> {
  return make('campagnes', given, now) as unknown as Omit<Campagne, 'etat'>;
}

/**
 * A valid proposition. Missing: `id`, `auteur` and `thematique` are 1, texts name the member and the key, `campagne` and
 * `avancement` are null, `etat` is `publiee`, the counts are 0, dates are `now`.
 * @param now As for `partenaire()`.
 * @throws TypeError as `partenaire()` does.
 * @example
 * proposition({ id: 4, auteur: 9, etat: 'retenue' })
 */
export function proposition(given: Partial<Proposition> = {}, now = NOW): Proposition {
  return make('propositions', given, now) as unknown as Proposition;
}

function make(name: CollectionName, given: object, now: string): Record<string, unknown> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new TypeError(`The members of the record must be an object, but are ${say(given)}.`);
  }
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(now) || Number.isNaN(Date.parse(now))) {
    throw new TypeError(
      `The argument "now" must be an instant such as "${NOW}", but is ${say(now)}.`,
    );
  }
  const collection = COLLECTIONS.find((each) => each.name === name) as Collection;
  return completeRecord(collection, given as Readonly<Record<string, unknown>>, now);
}

function say(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
