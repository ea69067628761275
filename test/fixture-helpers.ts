import assert from 'node:assert';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { MAX_TEXT_BYTES } from '../src/fixtures/json-file.ts';
import { LargeFiles } from '../src/fixtures/large-files.ts';
import { loadFixtures } from '../src/fixtures/load.ts';
import { FixtureError, type FixtureProblem } from '../src/fixtures/problems.ts';
import type { start } from './helpers.ts';

/** The parts of tap's test objects for helpers that clean up. */
export type Teardown = Parameters<typeof start>[0];

/** A record, whatever it holds. */
export type Fields = Record<string, unknown>;

const dates = {
  date_creation: '2014-01-10T08:00:00Z',
  date_modification: '2015-02-20T09:30:00Z',
};

/** A valid record of each collection, with every member; the four refer to each other. */
export const VALID = {
  users: {
    uid: 1,
    statut: 1,
    civilite: 'Mme',
    nom: 'Morvan',
    prenom: 'Claire',
    pseudo: 'clairem',
    mail: 'claire@courriel.example',
    date_naissance: '1978-04-12',
    code_postal: '01000',
    ville: 'Quimper',
    profil: 'particulier',
    profession: 'Infirmière',
    thematiques: [1],
    ...dates,
    date_inscription: '2014-01-10T08:05:00Z',
    date_desinscription: '2014-06-10T08:05:00Z',
  },
  thematiques: { tid: 1, nom: 'Vie quotidienne', description: 'Texte.', parent: null, ...dates },
  campagnes: {
    id: 1,
    titre: 'Une campagne',
    description: 'Texte.',
    thematiques: [1],
    date_debut: '2014-03-01',
    date_fin: '2014-09-30',
    url: 'https://www.faire-simple.example/campagnes/1',
    ...dates,
  },
  propositions: {
    id: 1,
    titre: 'Une proposition',
    contenu: 'Texte.',
    auteur: 1,
    thematique: 1,
    campagne: 1,
    etat: 'publiee',
    avancement: 'prototypage',
    votes_pour: 12,
    votes_contre: 3,
    nb_commentaires: 0,
    ...dates,
  },
};

/** The name of a file of records. */
export type Name = keyof typeof VALID;

/** The name of the member that identifies a record of each collection. */
export const KEYS: Readonly<Record<Name, string>> = {
  users: 'uid',
  thematiques: 'tid',
  campagnes: 'id',
  propositions: 'id',
};

/** A valid record with other members; `undefined` takes a member away. */
export function record(name: Name, members: Fields = {}): Fields {
  return JSON.parse(JSON.stringify({ ...VALID[name], ...members }));
}

/** Files by name: text and bytes are written as they are, anything else as JSON, and null is no file. */
export type Files = Record<string, unknown>;

/** A new temporary folder that holds these files, deleted after the test. */
export function folderOf(t: Teardown, files: Files): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'faire-simple-mock-'));
  t.teardown(() => fs.rmSync(folder, { recursive: true }));
  for (const [file, content] of Object.entries(files)) {
    const raw = typeof content === 'string' || content instanceof Uint8Array;
    if (content !== null) {
      fs.writeFileSync(path.join(folder, file), raw ? content : JSON.stringify(content, null, 2));
    }
  }
  return folder;
}

/** One valid record in each collection, save in the files that are given. */
export function validFiles(files: Files = {}): Files {
  const collections = Object.entries(VALID).map(([name, value]) => [`${name}.json`, [value]]);
  return { ...Object.fromEntries(collections), ...files };
}

/** The problems of a folder with a valid record of each collection, except in the given files. */
export function problemsOf(t: Teardown, files: Files): readonly FixtureProblem[] {
  return problemsIn(folderOf(t, validFiles(files)));
}

/** Reads all files record by record, in pieces of that many bytes. */
export function inPieces(piece: number, longest = MAX_TEXT_BYTES): LargeFiles {
  return new LargeFiles(0, { piece, longest });
}

/** The problems of a folder, which must be the same however its files are read. */
export function problemsIn(folder: string): readonly FixtureProblem[] {
  const problems = problemsWith(folder);
  for (const piece of [7, 100]) {
    const others = problemsWith(folder, inPieces(piece));
    assert.deepStrictEqual(others, problems, `read in pieces of ${piece}`);
  }
  return problems;
}

/** The problems of a folder, its files read whole or by this. */
export function problemsWith(folder: string, large?: LargeFiles): readonly FixtureProblem[] {
  try {
    loadFixtures(folder, large);
  } catch (error) {
    if (error instanceof FixtureError) return error.problems;
    throw error;
  }
  return [];
}
