import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { parse } from 'yaml';
import { controlYaml, DEFAULT_HOST, ROOT } from '../../scripts/generated.ts';
import { CONTROL_OPERATIONS } from '../../src/control/operations.ts';
import { start } from '../helpers.ts';

const FILE = path.join(ROOT, 'openapi', 'control.yaml');
const text = fs.readFileSync(FILE, 'utf8');
const document = parse(text);

t.test('the published document is the one that the operations make', async (t) => {
  t.equal(text, await controlYaml(), 'stale: run npm run openapi');
});

t.test('the document breaks none of the rules that Redocly recommends', async (t) => {
  const cli = path.join(ROOT, 'node_modules', '@redocly', 'cli', 'bin', 'cli.js');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [cli, 'lint', '--extends=recommended', '--format=json', FILE],
    { env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } },
  );
  const { totals, problems } = JSON.parse(stdout);
  t.same(problems, []);
  t.same(totals, { errors: 0, warnings: 0, ignored: 0 });
});

t.test('it has every operation of the control plane, and no other', async (t) => {
  const items = Object.values(document.paths as Record<string, Record<string, object>>);
  const extra = ['listOperations', 'streamJournal'];
  t.equal(
    items.flatMap((item) => Object.keys(item)).length,
    CONTROL_OPERATIONS.length + extra.length,
  );
  t.match(document.paths['/'].get, { operationId: 'listOperations' });
  t.match(document.paths['/journal/stream'].get, {
    responses: { '200': { content: { 'text/event-stream': {} } } },
  });
  const names = new Set(CONTROL_OPERATIONS.map(({ operationId }) => operationId));
  t.equal(names.size, CONTROL_OPERATIONS.length);
  const tags = document.tags.map(({ name }: { name: string }) => name);
  for (const operation of CONTROL_OPERATIONS) {
    const { operationId, method, summary, tag, answer, created } = operation;
    const described = document.paths[operation.path]?.[method.toLowerCase()];
    t.match(described, { operationId, summary, tags: [tag] });
    t.ok(tags.includes(tag), tag);
    const parameters = (described.parameters ?? []).map(({ name }: { name: string }) => name);
    t.strictSame(
      parameters.toSorted(),
      [
        ...Object.keys(operation.params ?? {}),
        ...Object.keys(operation.query ?? {}),
        ...(operation.allWorlds ? [] : ['sandbox']),
      ].toSorted(),
      operationId,
    );
    if (operation.body) {
      t.equal(described.requestBody.required, !operation.bodyOptional, operationId);
    } else {
      t.equal(described.requestBody, undefined, operationId);
    }
    const good = Object.keys(described.responses).filter((status) => status < '300');
    t.strictSame(good, [answer === undefined ? '204' : created ? '201' : '200'], operationId);
  }
});

t.test('it is served as JSON and as YAML where the control plane is', async (t) => {
  const server = await start(t);
  const json = await fetch(`${server.url}/openapi-control.json`);
  t.equal(json.headers.get('content-type'), 'application/json; charset=utf-8');
  const expected = text.replace(`http://${DEFAULT_HOST}`, server.url);
  t.same(await json.json(), parse(expected));
  const yaml = await fetch(`${server.url}/openapi-control.yaml`);
  t.equal(yaml.headers.get('content-type'), 'application/yaml; charset=utf-8');
  t.equal(await yaml.text(), expected);
});

for (const [what, options] of Object.entries({
  'the control plane': { control: false },
  'the documentation': { docs: false },
})) {
  t.test(`it is not served without ${what}`, async (t) => {
    const server = await start(t, options);
    for (const format of ['json', 'yaml']) {
      const { status } = await fetch(`${server.url}/openapi-control.${format}`);
      t.equal(status, 404, format);
    }
    const { status } = await fetch(`${server.url}/openapi.json`);
    t.equal(status, 'docs' in options ? 404 : 200);
  });
}

t.test('every answer has a schema of its own, and every operation its refusals', async (t) => {
  const vague: string[] = [];
  for (const [path, item] of Object.entries(document.paths as Record<string, object>)) {
    for (const [method, { responses }] of Object.entries(item)) {
      for (const status of ['400', '401', '403', '404', '500']) {
        if (responses[status] === undefined) vague.push(`${method} ${path} lacks ${status}`);
      }
      t.match(responses['401'].headers, { 'WWW-Authenticate': { schema: { type: 'string' } } });
      if (method !== 'get' && responses['507'] === undefined) vague.push(`${method} ${path} 507`);
      const { schema } = responses['200']?.content['application/json'] ?? {};
      for (const each of schema?.anyOf ?? [schema ?? { $ref: 'none' }]) {
        if (!each.$ref && !each.items?.$ref) vague.push(`${method} ${path}`);
      }
    }
  }
  t.strictSame(vague, []);
});
