import fs from 'node:fs';
import path from 'node:path';
import { HALF_YEARS, inHalfYear, type Row } from '../suite/data.ts';

/** The users of a folder of fixtures, ordered as this project lists them; the file may have another order. */
export function readUsers(fixtures: string): { uid: number }[] {
  return read<{ uid: number }>(fixtures, 'users').sort((one, other) => one.uid - other.uid);
}

/** The credentials in a client's requests. */
export interface Credentials {
  /** The Authorization header. */
  readonly authorization: string;
  readonly key: string;
}

/** An application of a folder of fixtures. */
export interface Application {
  readonly nom: string;
  readonly login: string;
  readonly mot_de_passe: string;
  readonly cle: string;
}

export function readApplications(fixtures: string): Application[] {
  return read<Application>(fixtures, 'applications');
}

/** The credentials of each application of a folder of fixtures. */
export function readCredentials(fixtures: string): Credentials[] {
  return readApplications(fixtures).map(({ login, mot_de_passe, cle }) => {
    const credentials = Buffer.from(`${login}:${mot_de_passe}`).toString('base64');
    return { authorization: `Basic ${credentials}`, key: cle };
  });
}

/** The answers that a mock server without operations of its own is given as data, by name. */
export function readAnswers(fixtures: string): Record<string, object> {
  const rows = {
    partenaires: readUsers(fixtures) as unknown as Row[],
    thematiques: read<Row>(fixtures, 'thematiques'),
    // All have ended, by the clock of today.
    campagnes: read<Row>(fixtures, 'campagnes').map((row) => ({ ...row, etat: 'terminee' })),
    propositions: read<Row>(fixtures, 'propositions'),
  };
  const genere_le = '2026-11-27T02:00:00Z';
  const { partenaires, ...others } = rows;
  const answers: Record<string, object> = {
    accueil: accueil(fixtures),
    users: partenaires,
    ...others,
    actualisation: { genere_le, periode: null, ...rows },
  };
  for (const [semestre, [debut, fin]] of Object.entries(HALF_YEARS)) {
    const own = Object.entries(rows).map(([name, all]) => [name, inHalfYear(all, semestre)]);
    const periode = { semestre, debut, fin };
    answers[semestre] = { genere_le, periode, ...Object.fromEntries(own) };
  }
  return answers;
}

function accueil(fixtures: string): object {
  const [{ nom } = { nom: '' }] = readApplications(fixtures);
  const paths = ['/users', '/users/{uid}', '/thematiques', '/campagnes', '/propositions'];
  const operations = paths.map((path) => ({ methode: 'GET', href: `/api${path}` }));
  return { application: { nom }, operations };
}

function read<Item>(fixtures: string, name: string): Item[] {
  return JSON.parse(fs.readFileSync(path.join(fixtures, `${name}.json`), 'utf8'));
}
