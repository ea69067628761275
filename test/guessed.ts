// Twenty lines for ten tasks, written by somebody who had not read the interface, before its groups of operations were
// made: six of them held then. "npm run check" compiles them; test/guessed.test.ts counts those that hold. They are not
// run: the second and the third line of task 7 need a partner 9 that is whole.

import { startServer } from '../src/index.ts';

const server = await startServer();
console.log(server.port, server.origin); // task 1
// @ts-expect-error
server.rules.add({ operation: 'getUser', times: 2, respond: { status: 503 } }); // task 2
server.rules.add({ delay: 500 }); // task 3
// @ts-expect-error
await server.journal.waitFor({ operation: 'setUserStatut', params: { uid: 9 } }, { timeout: 5000 }); // task 4
// @ts-expect-error
server.journal.verify({ operation: 'setUserStatut', params: { uid: 9, action: 1 } }, { times: 1 }); // task 5
console.log(server.journal.list()); // task 6
server.journal.clear(); // task 6
server.world.partners.put({ uid: 9, statut: 0, ville: 'Bastia' }); // task 7
console.log(server.world.partners.get(9)); // task 7
server.world.partners.update(9, { ville: 'Ajaccio' }); // task 7
server.clock.freeze('2016-03-14T00:00:00Z'); // task 8
server.clock.advance({ hours: 1 }); // task 8
server.clock.reset(); // task 8
// biome-ignore format: as it was written
// @ts-expect-error
const sandbox = await server.createSandbox({ world: { partners: [{ uid: 9, statut: 0, nom: 'Test', ville: 'Bastia' }] } }); // task 9
await sandbox.reset(); // task 9
await sandbox.close(); // task 9
server.rules.clear(); // task 10
server.world.reset(); // task 10
// @ts-expect-error
server.journal.assertNoUnexpected(); // task 10
