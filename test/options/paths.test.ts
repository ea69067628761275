import t from 'tap';
import { DEFAULT_PATHS, OPERATIONS } from '../../src/contract/operations.ts';
import { overridePaths } from '../../src/options/paths.ts';
import { call, start } from '../helpers.ts';

const NAMED =
  'listUsers, listThematiques, getActualisation, getActualisationSemestre, listCampagnes, listPropositions';

t.test('without overrides, the paths are the contract’s', async (t) => {
  t.strictSame(overridePaths({}, '--path'), DEFAULT_PATHS);
});

t.test('the path of every named operation can be chosen, and no other', async (t) => {
  for (const { operationId, provenance, path } of OPERATIONS) {
    const elsewhere = `/v2/ailleurs${/\/\{\w+\}$/.exec(path)?.[0] ?? ''}`;
    const override = () => overridePaths({ [operationId]: elsewhere }, '--path');
    if (provenance === 'named') {
      t.strictSame(override(), { ...DEFAULT_PATHS, [operationId]: elsewhere });
    } else {
      const message = `--path: the path of ${operationId} is ${provenance}, and cannot be changed; those of ${NAMED} can.`;
      t.throws(override, { name: 'StartError', message });
    }
  }
});

t.test('two operations may change places', async (t) => {
  const swapped = { listUsers: '/campagnes', listCampagnes: '/users' };
  t.strictSame(overridePaths(swapped, '--path'), { ...DEFAULT_PATHS, ...swapped });
});

const FORM = (path: string) =>
  `paths: "${path}" cannot be the path of listUsers: give one such as /partenaires or /v2/partenaires, of letters, digits and . _ ~ -, without a slash at the end.`;
const REFUSALS: [string, Record<string, string>, string][] = [
  ...[
    '',
    '/',
    'partenaires',
    '/partenaires/',
    '//partenaires',
    '/a b',
    '/é',
    '/a?b',
    '/a*',
    '/:uid',
    '/a/{',
    '/a/..',
    '/./a',
  ].map((path): [string, Record<string, string>, string] => [
    `the path "${path}"`,
    { listUsers: path },
    FORM(path),
  ]),
  [
    'an unknown operation',
    { listCampagne: '/a' },
    'paths: unknown operation "listCampagne": did you mean "listCampagnes"?',
  ],
  [
    'a parameter too many',
    { listUsers: '/a/{uid}' },
    'paths: the path of listUsers has no parameter, but "/a/{uid}" was given.',
  ],
  [
    'a parameter that is missing',
    { getActualisationSemestre: '/a' },
    'paths: the path of getActualisationSemestre has {semestre} and no other parameter, but "/a" was given.',
  ],
  [
    'a parameter of another name',
    { getActualisationSemestre: '/a/{uid}' },
    'paths: the path of getActualisationSemestre has {semestre} and no other parameter, but "/a/{uid}" was given.',
  ],
  [
    'the path of another operation',
    { listUsers: '/campagnes' },
    'paths: listUsers and listCampagnes would share /campagnes: give another path.',
  ],
  [
    'the path of another operation but for the parameter’s name',
    { getActualisationSemestre: '/users/{semestre}' },
    'paths: getUser and getActualisationSemestre would share /users/{semestre}: give another path.',
  ],
];
for (const [what, overrides, message] of REFUSALS) {
  t.test(`${what} is refused by name`, async (t) => {
    t.throws(() => overridePaths(overrides, 'paths'), { name: 'StartError', message });
  });
}

t.test('a chosen path is served, and the contract’s is not there any more', async (t) => {
  const server = await start(t, {
    paths: { listUsers: '/v2/~p.-_', getActualisationSemestre: '/{semestre}/tout' },
  });
  t.equal((await call(server, '/v2/~p.-_')).status, 200);
  t.equal((await call(server, '/2016-S1/tout')).json.periode.semestre, '2016-S1');
  t.equal((await call(server, '/users')).status, 404);
});
