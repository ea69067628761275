import t from 'tap';
import { start } from '../helpers.ts';
import { ask } from './helpers.ts';

for (const [collection, member] of [
  ['users', 'uid'],
  ['thematiques', 'tid'],
  ['campagnes', 'id'],
  ['propositions', 'id'],
]) {
  t.test(`the key of a record of ${collection} is the path’s, repeated or not`, async (t) => {
    const server = await start(t);
    const path = `/records/${collection}/1`;
    const { json } = await ask(server, 'GET', path);
    const { [member as string]: key, ...body } = json;
    t.equal(key, 1);
    t.match(await ask(server, 'PUT', path, { body }), { status: 200, json });
    t.match(await ask(server, 'PUT', path, { body: json }), { status: 200, json });
  });
}
