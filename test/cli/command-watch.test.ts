import fs from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { CLI, environment, start } from '../command-helpers.ts';
import { commandHere, serveHere } from '../command-here.ts';
import { folderOf, record, validFiles } from '../fixture-helpers.ts';

t.setTimeout(120_000);

const user = (nom: string) => JSON.stringify([record('users', { nom })]);

/** A folder of fixtures, the path of its partners, and a change of these. */
function fixtures(t: Test) {
  const folder = folderOf(t, validFiles());
  const file = path.join(folder, 'users.json');
  return { folder, file, save: (text: string) => fs.writeFileSync(file, text) };
}

t.test('--watch logs each reload, and each problem in a line of its own', async (t) => {
  const { folder, file, save } = fixtures(t);
  const { command } = await serveHere(t, ['--fixtures', folder, '--watch']);
  save('[{}');
  await command.said(/users\.json:1:4 /);
  save(user('Deux').replace('"statut":1', '"statut":2').replace('"nom"', '"nommé"'));
  await command.said(/\/0\/nom: missing/);
  fs.rmSync(path.join(folder, 'rules.json'), { force: true });
  fs.rmSync(path.join(folder, 'propositions.json'));
  save(user('Trois'));
  await command.said(/propositions is empty/);
  const { status, stderr } = await command.stop();
  t.strictSame({ status, stderr }, { status: 0, stderr: '' });
  const refused = 'The changed fixtures are refused, and the former ones still served.';
  t.match(command.log().slice(1), [
    { level: 'warn' },
    { level: 'error', msg: `${refused} 1 problem in the fixtures ${folder}:` },
    { level: 'error', msg: /users\.json:1:4 / },
    { level: 'error', msg: `${refused} 2 problems in the fixtures ${folder}:` },
    { level: 'error', msg: `${file}:1:2 /0/nom: missing; expected a string` },
    { level: 'error', msg: /\/0\/statut: / },
    { level: 'info', msg: 'the fixtures were reloaded', users: 1, propositions: 0 },
    { level: 'warn', msg: /^propositions\.json is missing/ },
    { level: 'warn', msg: /^applications\.json is missing/ },
  ]);
});

t.test('a terminal shows a problem as the start does', async (t) => {
  const { folder, file, save } = fixtures(t);
  const options = ['--port', '0', '--fixtures', folder, '--watch', '--log-format', 'pretty'];
  const running = commandHere(t, options);
  await running.listening();
  await running.said(new RegExp(`^ {2}Watching  ${folder}$`, 'm'));
  save('[7]');
  await running.said(
    new RegExp(`^[\\d:]{8} error: ${file}:1:2 /0: found 7; expected an object `, 'm'),
  );
});

t.test('exec serves changed fixtures, too', async (t) => {
  const { folder, save } = fixtures(t);
  const script = `
    const { FAIRE_SIMPLE_URL: url, FAIRE_SIMPLE_KEY: key, FAIRE_SIMPLE_LOGIN: login, FAIRE_SIMPLE_PASSWORD: password } = process.env;
    const headers = { authorization: 'Basic ' + btoa(login + ':' + password) };
    const name = async () => (await (await fetch(url + '/users/1?key=' + key, { headers })).json()).nom;
    console.log('before', await name());
    while ((await name()) !== 'Deux') await new Promise((done) => setTimeout(done, 50));
    console.log('after', await name());`;
  const node = [process.execPath, '--input-type=module', '-e', script];
  const args = [CLI, 'exec', '--fixtures', folder, '--watch', '--', ...node];
  const running = start(t, process.execPath, args, { env: environment() });
  await running.said(/before Morvan/);
  save(user('Deux'));
  t.match(await running.exit, { status: 0, stdout: 'before Morvan\nafter Deux\n' });
});
