import applications from '../fixtures/applications.json' with { type: 'json' };

const [{ login, mot_de_passe, cle }] = applications as [(typeof applications)[0]];
const SECRET = `${login}:${mot_de_passe}`;

/** The header fields of all requests. */
export const HEADERS = { authorization: `Basic ${Buffer.from(SECRET).toString('base64')}` };

/** A path of the API, with the key. */
export const pathOf = (operation: string) => `/api${operation}?key=${cle}`;
