import fs from 'node:fs';
import path from 'node:path';

/** The users of a folder of fixtures, ordered as this project lists them; the file may have another order. */
export function readUsers(fixtures: string): { uid: number }[] {
  return read<{ uid: number }>(fixtures, 'users.json').sort((one, other) => one.uid - other.uid);
}

/** The credentials in a client's requests. */
export interface Credentials {
  /** The Authorization header. */
  readonly authorization: string;
  readonly key: string;
}

/** The credentials of each application of a folder of fixtures. */
export function readCredentials(fixtures: string): Credentials[] {
  const applications = read<{ login: string; mot_de_passe: string; cle: string }>(
    fixtures,
    'applications.json',
  );
  return applications.map(({ login, mot_de_passe, cle }) => {
    const credentials = Buffer.from(`${login}:${mot_de_passe}`).toString('base64');
    return { authorization: `Basic ${credentials}`, key: cle };
  });
}

function read<Item>(fixtures: string, file: string): Item[] {
  return JSON.parse(fs.readFileSync(path.join(fixtures, file), 'utf8'));
}
