import fs from 'node:fs';
import path from 'node:path';
import { type Credentials, requestsWith, secretsOf, spellings } from '../canary-helpers.ts';
import { ROOT } from '../command-helpers.ts';
import { basic } from '../helpers.ts';
import { type Attack, type Scope, shown } from './attack.ts';
import { OpenApiDocument } from './documents.ts';
import { Client, Victim } from './victim.ts';

/** Secrets of an application of the fixtures, and of one that a test chooses; in each, characters that are escaped. */
const CANARIES: readonly Credentials[] = [
  { login: 'canari', password: 'canari "jaune" \\ été/2016', key: 'c4na71-jaune/1+1' },
  { login: 'serin', password: 'serin:<vert> & 100 %', key: 'se71n~vert=2' },
];

const PLACES = { collection: 'users', key: '1', uid: '1', semestre: '2016-S1' };

/** Secrets in every place of requests; then every output of the server is searched for them. */
export const canary: Attack = {
  name: 'canary',
  unit: 'requests',
  short: 500,
  long: 20_000,
  async run(scope, size) {
    const folder = scope.folder();
    const report = path.join(folder, 'report');
    const args = ['--fixtures', fixturesIn(folder), '--report', report, '--log-level', 'debug'];
    const victim = await Victim.start(scope, args, { tls: true });
    const search = new Search();
    search.look('the log', victim.command.stdout);
    victim.command.child.stdout?.on('data', (text: string) => search.look('the log', text));
    const client = new Client(scope, victim, 4);
    const sandbox = await createSandbox(client, victim);
    await search.check(client, victim, sandbox);
    const stream = follow(scope, victim, search, sandbox);

    let sent = 0;
    while (sent < size) {
      for (const credentials of CANARIES) {
        for (const [below, { user, key, headers, method, body }] of requestsWith(
          credentials,
          true,
        )) {
          const url = `${sent % 2 ? victim.url : victim.secureUrl}/api${below}`;
          const mark = below.includes('?') ? '&' : '?';
          const reply = await client.send(
            key ? `${url}${mark}key=${encodeURIComponent(key)}` : url,
            {
              ...(method && { method }),
              headers: { ...(user && { authorization: basic(user) }), ...headers },
              body: body as string | undefined,
            },
          );
          search.look(`the answer to ${below}`, reply.text + JSON.stringify(reply.headers));
          sent++;
        }
      }
    }
    for (const target of targets(sandbox)) {
      const { text, headers } = await client.send(`${victim.url}${target}`, {
        headers: { accept: 'text/html, */*' },
      });
      search.look(target, text + JSON.stringify(headers));
    }
    await stream();
    victim.check();
    await victim.command.stop();
    search.look('stderr', victim.command.stderr);
    for (const file of fs.readdirSync(report)) {
      search.look(`the report’s ${file}`, fs.readFileSync(path.join(report, file), 'utf8'));
    }
    return [
      `${shown(sent)} requests with secrets in every place`,
      `${shown(search.outputs)} kinds of outputs with ${shown(search.characters / 1e6, 1)} million characters searched`,
      '0 secrets found',
    ].join('; ');
  },
};

/** The data of the package, and the application of the first canary. */
function fixturesIn(folder: string): string {
  const fixtures = path.join(folder, 'fixtures');
  fs.cpSync(path.join(ROOT, 'fixtures'), fixtures, { recursive: true });
  const file = path.join(fixtures, 'applications.json');
  const applications = JSON.parse(fs.readFileSync(file, 'utf8'));
  fs.writeFileSync(
    file,
    JSON.stringify([...applications, toApplication(CANARIES[0] as Credentials)]),
  );
  return fixtures;
}

const toApplication = ({ login, password, key }: Credentials) => ({
  ...{ nom: 'Volière', login, mot_de_passe: password, cle: key },
});

/** A sandbox with the application of the second canary; its id. */
async function createSandbox(client: Client, { url }: Victim): Promise<string> {
  const applications = [toApplication(CANARIES[1] as Credentials)];
  const { status, text } = await client.send(`${url}/_mock/sandboxes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ applications }),
  });
  if (status !== 201) throw new Error(text);
  return JSON.parse(text).id;
}

/** Follows the stream of a sandbox's journal; returns how to end it. */
function follow(scope: Scope, victim: Victim, search: Search, sandbox: string) {
  const client = new Client(scope, victim, 1);
  const reading = client
    .open(`${victim.url}/_mock/journal/stream?sandbox=${sandbox}`)
    .then((response) => {
      response.setEncoding('utf8');
      response.on('data', (text: string) => search.look('the stream', text)).on('error', () => {});
      return response;
    });
  return async () => {
    (await reading).destroy();
    client.close();
  };
}

/** Everything that can be read without asking for credentials. */
function targets(sandbox: string): string[] {
  const below = (base: string, file: string) =>
    new OpenApiDocument(file).operations
      .filter(({ method, operationId }) => method === 'GET' && operationId !== 'streamJournal')
      .map(({ template }) =>
        Object.entries(PLACES).reduce(
          (url, [name, value]) => url.replace(`{${name}}`, value),
          base + template,
        ),
      );
  const control = below('/_mock', 'control.yaml');
  return [
    ...below('/api', 'faire-simple.yaml'),
    ...control,
    ...control.map((target) => `${target}?sandbox=${sandbox}`),
    ...['/', '/ca.pem', '/docs', '/docs/', '/docs/json', '/docs/yaml', '/nowhere'],
  ];
}

/** Looks for the canaries in outputs. */
class Search {
  readonly #secrets = CANARIES.flatMap(secretsOf).flatMap(spellings);
  readonly #kinds = new Set<string>();
  characters = 0;

  get outputs(): number {
    return this.#kinds.size;
  }

  /** Throws an error unless the one output that shows them is found out. */
  async check(client: Client, { url }: Victim, sandbox: string): Promise<void> {
    for (const place of ['', `&sandbox=${sandbox}`]) {
      const target = `/_mock/applications?credentials=true${place}`;
      const { text } = await client.send(`${url}${target}`);
      if (!this.#secrets.some((secret) => text.includes(secret)))
        throw new Error(`${target}: ${text}`);
    }
  }

  /** Throws an error where one is shown. */
  look(where: string, text: string): void {
    this.characters += text.length;
    this.#kinds.add(where.startsWith('the answer') ? 'answers' : where);
    const found = this.#secrets.find((secret) => text.includes(secret));
    if (found === undefined) return;
    const at = text.indexOf(found);
    throw new Error(`${where} shows ${found}: ${text.slice(Math.max(0, at - 300), at + 300)}`);
  }
}
