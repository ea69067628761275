import t from 'tap';
import { call, start } from '../helpers.ts';

t.test("the source text's own example answers, with the key it prints", async (t) => {
  const server = await start(t);
  const { status, json } = await call(server, '');
  t.equal(status, 200);
  t.equal(json.application.nom, 'Application de démonstration');
});
