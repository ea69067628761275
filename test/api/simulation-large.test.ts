import t from 'tap';
import { call, start } from '../helpers.ts';

t.test('of an answer in several pieces, broken-json takes the last character only', async (t) => {
  const server = await start(t);
  server.freezeClock();
  const whole = await call(server, '/actualisation');
  t.ok(whole.text.length > 64 * 1024, 'it is sent in several pieces');
  server.addRule({ operation: 'getActualisation', then: { action: 'broken-json' } });
  const { status, text, json } = await call(server, '/actualisation');
  t.equal(status, 200);
  t.equal(text, whole.text.slice(0, -1));
  t.equal(json, undefined);
});
