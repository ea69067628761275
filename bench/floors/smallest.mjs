// Floor B: the smallest Fastify + better-sqlite3 server that checks Basic and the key and sends or changes one row:
// `node smallest.mjs PORT [DATABASE]`. No journal, rules, worlds or log; refusals without a body.
import fs from 'node:fs';
import basicAuth from '@fastify/basic-auth';
import Database from 'better-sqlite3';
import Fastify from 'fastify';

const [port, file = ':memory:'] = process.argv.slice(2);
const read = (name) =>
  JSON.parse(fs.readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), 'utf8'));
const [{ login, mot_de_passe: password, cle }] = read('applications');

const db = new Database(file);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = NORMAL');
db.transaction(() => {
  for (const [name, key] of [
    ['users', 'uid'],
    ['thematiques', 'tid'],
    ['campagnes', 'id'],
    ['propositions', 'id'],
  ]) {
    db.exec(`CREATE TABLE ${name} (key INTEGER PRIMARY KEY, doc TEXT NOT NULL) STRICT`);
    const insert = db.prepare(`INSERT INTO ${name} VALUES (?, ?)`);
    for (const record of read(name)) insert.run(record[key], JSON.stringify(record));
  }
})();
const select = db.prepare('SELECT doc FROM users WHERE key = ?');
const update = db.prepare(
  `UPDATE users SET doc = json_set(doc, '$.statut', ?, '$.date_modification', ?, ?, ?) WHERE key = ?`,
);

const app = Fastify();
await app.register(basicAuth, {
  validate(name, secret, _request, _reply, done) {
    done(name === login && secret === password ? undefined : new Error('refused'));
  },
});
const onRequest = (request, reply, done) => {
  app.basicAuth(request, reply, (error) => {
    done(error ?? (request.query.key === cle ? undefined : new Error('refused')));
  });
};

app.get('/api/users/:uid', { onRequest }, (request, reply) => {
  const row = select.get(Number(request.params.uid));
  if (row === undefined) reply.code(404).send();
  else reply.type('application/json; charset=utf-8').send(row.doc);
});

app.post('/api/users/:uid/statut', { onRequest }, (request, reply) => {
  const uid = Number(request.params.uid);
  const row = select.get(uid);
  if (row === undefined) return reply.code(404).send();
  const user = JSON.parse(row.doc);
  const { action } = request.body;
  if (user.statut !== action) {
    user.date_modification = new Date().toISOString();
    const dated = action === 1 ? '$.date_inscription' : '$.date_desinscription';
    update.run(action, user.date_modification, dated, user.date_modification, uid);
  }
  const { date_modification } = user;
  reply
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ uid, statut: action, date_modification }));
});

await app.listen({ port: Number(port), host: '127.0.0.1' });
