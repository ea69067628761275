import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { GROUPS } from './groups.ts';

const SRC = path.join(import.meta.dirname, '..', 'src');

/** Each part, and the parts it may import from besides itself; a part is a folder, or a file at the root. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  'start-error': [],
  'node-http': [],
  version: [],
  json: [],
  contract: ['json'],
  store: ['contract', 'start-error', 'traffic'],
  traffic: ['contract', 'json', 'node-http'],
  world: ['contract', 'json', 'node-http', 'store', 'traffic'],
  http: ['contract', 'node-http', 'start-error', 'world'],
  tls: ['contract', 'http', 'start-error'],
  fidelity: ['contract', 'json'],
  report: ['contract', 'json', 'start-error', 'traffic', 'version', 'world'],
  fixtures: ['contract', 'json', 'start-error', 'store', 'traffic', 'world'],
  generate: ['contract', 'fixtures', 'store', 'world'],
  api: ['contract', 'http', 'json', 'node-http', 'store', 'traffic', 'world'],
  control: [
    'contract',
    'fidelity',
    'fixtures',
    'http',
    'index',
    'json',
    'report',
    'store',
    'tls',
    'traffic',
    'version',
    'world',
  ],
  docs: ['contract', 'control', 'http', 'json', 'version', 'world'],
  app: ['api', 'contract', 'control', 'docs', 'http', 'traffic', 'world'],
  options: ['contract', 'json', 'report', 'start-error', 'tls'],
  conformance: ['contract', 'json', 'start-error', 'world'],
  reload: ['fixtures', 'generate', 'index', 'store'],
  start: [
    'api',
    'app',
    'contract',
    'control',
    'docs',
    'generate',
    'http',
    'index',
    'options',
    'reload',
    'report',
    'start-error',
    'store',
    'tls',
    'world',
  ],
  index: [
    'contract',
    'control',
    'fidelity',
    'json',
    'report',
    'start',
    'tls',
    'traffic',
    'version',
    'world',
  ],
  cli: [
    'api',
    'conformance',
    'contract',
    'control',
    'fidelity',
    'fixtures',
    'generate',
    'json',
    'options',
    'reload',
    'report',
    'start',
    'start-error',
    'tls',
    'version',
    'world',
  ],
};

/** Imports admitted only for types, or only on demand: there is an import in the other direction, too. */
const ONLY_TYPES = [
  ['control', 'index'],
  ['start', 'index'],
  ['reload', 'index'],
  // The logger that the API is given.
  ['start', 'api'],
  ['cli', 'api'],
  // Only a server of HTTPS loads what makes certificates.
  ['tls', 'http'],
  // On a Node that is too old, an import of the package must reach the message about it.
  ['index', 'contract'],
  ['index', 'control'],
  ['index', 'traffic'],
  ['index', 'world'],
];
/** Errors as values, the clock, and the factories of records: files that import only each other, which any Node can load. */
const LOADABLE = [
  'world/clock.ts',
  'control/verification-error.ts',
  'world/world-error.ts',
  'contract/factories.ts',
  'contract/defaults.ts',
  'contract/collections.ts',
  'contract/resources.ts',
  'contract/choices.ts',
  'contract/instants.ts',
];
const ONLY_WHEN_NEEDED = [
  ['index', 'start'],
  // Most servers load no fixtures but those of their start.
  ['control', 'fixtures'],
];

interface Source {
  /** Below `src`, with slashes. */
  readonly file: string;
  /** Without its comments. */
  readonly code: string;
}

const sources: Source[] = fs
  .readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => {
    const text = fs.readFileSync(path.join(SRC, file), 'utf8');
    const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
    return { file: file.split(path.sep).join('/'), code };
  });

/** The part of a file: its folder, or its own name at the root. */
function partOf(file: string): string {
  return file.split('/')[0]?.replace(/\.ts$/, '') ?? '';
}

interface Import {
  readonly from: string;
  readonly kind: 'types' | 'static' | 'dynamic';
}

/** The imports and re-exports of a file. */
function importsOf({ code }: Source): Import[] {
  const statements = code.matchAll(/^(?:import|export)\b(\s+type\b)?[^;]*?\bfrom\s+'([^']+)'/gm);
  const bare = code.matchAll(/^import\s+'([^']+)'/gm);
  const dynamic = code.matchAll(/\bimport\(\s*'([^']+)'/g);
  return [
    ...Array.from(
      statements,
      ([, type, from = '']): Import => ({ from, kind: type ? 'types' : 'static' }),
    ),
    ...Array.from(bare, ([, from = '']): Import => ({ from, kind: 'static' })),
    ...Array.from(dynamic, ([, from = '']): Import => ({ from, kind: 'dynamic' })),
  ];
}

const own = sources.flatMap((source) =>
  importsOf(source)
    .filter(({ from }) => from.startsWith('.'))
    .map(({ from, kind }) => {
      const target = path.posix.join(path.posix.dirname(source.file), from);
      return { file: source.file, part: partOf(source.file), target, to: partOf(target), kind };
    }),
);

const includes = (pairs: readonly (readonly string[])[], part: string, to: string) =>
  pairs.some(([from, target]) => from === part && target === to);

t.test('the sources are found, and every part has its rule', async (t) => {
  const parts = new Set(sources.map(({ file }) => partOf(file)));
  t.strictSame([...parts].sort(), Object.keys(MAY_IMPORT).sort());
  t.ok(own.length > sources.length, 'and their imports');
});

t.test(
  'imports point one way: json, contract → store, traffic → world → fixtures, generate → api, control, docs → app → start → entries',
  async (t) => {
    const offending = own
      .filter(({ part, to }) => part !== to && !MAY_IMPORT[part]?.includes(to))
      .map(({ file, target }) => `src/${file} imports src/${target}`);
    t.strictSame(offending, []);
  },
);

t.test(
  'of two parts that import each other, one imports only types, or loads the other late',
  async (t) => {
    const offending = (pairs: typeof ONLY_TYPES, wanted: Import['kind']) =>
      own
        .filter(({ part, to, kind }) => includes(pairs, part, to) && kind !== wanted)
        .filter(({ target }) => wanted !== 'types' || !LOADABLE.includes(target))
        .map(({ file, target }) => `src/${file} imports src/${target}`);
    t.strictSame(offending(ONLY_TYPES, 'types'), [], 'these import types only');
    t.strictSame(offending(ONLY_WHEN_NEEDED, 'dynamic'), [], 'these import with import() only');
  },
);

t.test(
  'the errors and factories that the package exports, and the clock, load nothing else of ours',
  async (t) => {
    for (const name of LOADABLE) {
      const source = sources.find(({ file }) => file === name) as Source;
      const folder = path.posix.dirname(name);
      const others = importsOf(source)
        .filter(({ from, kind }) => kind !== 'types' && !from.startsWith('node:'))
        .filter(({ from }) => !LOADABLE.includes(path.posix.join(folder, from)));
      t.strictSame(others, [], name);
    }
  },
);

t.test('no file imports itself through others', async (t) => {
  const next = new Map<string, string[]>();
  for (const { file, target, kind } of own) {
    if (kind === 'static') next.set(file, [...(next.get(file) ?? []), target]);
  }
  const circular = sources.filter(({ file }) => {
    const reached = new Set<string>();
    const ahead = [...(next.get(file) ?? [])];
    for (let at = ahead.pop(); at !== undefined; at = ahead.pop()) {
      if (!reached.has(at)) ahead.push(...(next.get(at) ?? []));
      reached.add(at);
    }
    return reached.has(file);
  });
  t.strictSame(
    circular.map(({ file }) => file),
    [],
    'these are in a circle of imports',
  );
});

/** The files whose code matches. */
function filesWith(pattern: RegExp): string[] {
  return sources
    .filter(({ code }) => pattern.test(code))
    .map(({ file }) => file)
    .sort();
}

t.test('only the store imports SQLite', async (t) => {
  const knowing = sources
    .filter((source) => importsOf(source).some(({ from }) => from.startsWith('better-sqlite3')))
    .map(({ file }) => file);
  t.ok(knowing.length > 0);
  t.strictSame(
    knowing.filter((file) => !file.startsWith('store/')),
    [],
    'the others do not import better-sqlite3',
  );
});

t.test(
  'only the command, what it hands the process to, what keeps an object of `nextTick`, and the check of the Node version name it',
  async (t) => {
    const allowed = ['cli/command.ts', 'cli/exec.ts', 'http/tick-objects.ts', 'version.ts'];
    t.strictSame(
      filesWith(/(?<![-\w])process\b(?!:)|node:process|globalThis/),
      allowed,
      'the others name `process` nowhere in their code',
    );
  },
);

for (const name of ['cli/command.ts', 'cli/exec.ts']) {
  t.test(`src/${name} is given the process, and takes none of its own`, async (t) => {
    const { code = '' } = sources.find(({ file }) => file === name) ?? {};
    const [imports, ...functions] = code.split(/^(?=(?:export )?(?:async )?function )/m);
    t.ok(functions.length > 0);
    t.notMatch(imports?.replaceAll(/'node:child_process'/g, ''), /\bprocess\b/);
    for (const text of functions.filter((text) => /\bprocess\b/.test(text))) {
      const [signature = ''] = text.split('{\n');
      t.match(signature, /\bprocess: NodeJS\.Process\b/, `src/${name}: ${signature}`);
    }
  });
}

t.test('only the clock reads the system time', async (t) => {
  const asking =
    /new Date\(\s*\)|new Date\b(?!\()|(?<!new )\bDate\(|Date\.now|performance\.now|hrtime/;
  t.strictSame(filesWith(asking), ['world/clock.ts'], 'the others do not ask for the present');
});

t.test(
  'generated data depend on no engine, no locale and no random numbers but their own',
  async (t) => {
    const generating = sources.filter(({ file }) => /^generate\//.test(file));
    t.ok(generating.length > 8);
    // Of the functions of Math, engines may differ in the last digit of nearly all.
    const varying = /Math\.(?!(?:floor|ceil|min|max)\()|Intl|[lL]ocale[A-Z(]/;
    t.strictSame(
      generating.filter(({ code }) => varying.test(code)).map(({ file }) => file),
      [],
    );
  },
);

t.test('every group of test files has a file that runs it', async (t) => {
  const files = fs.readdirSync(path.join(import.meta.dirname, 'groups'));
  t.strictSame(files.map((file) => path.basename(file, '.ts')).sort(), Object.keys(GROUPS).sort());
});
