import t from 'tap';
import manifest from '../package.json' with { type: 'json' };
import { nodeVersionProblem, packageVersion } from '../src/version.ts';

t.test('the version is that of package.json', async (t) => {
  t.equal(packageVersion(), manifest.version);
});

for (const [version, fits] of [
  ['18.0.0', false],
  ['20.20.2', false],
  ['22.17.9', false],
  ['22.18.0', true],
  ['22.100.0', true],
  ['23.0.0', true],
  ['24.1.0', true],
  ['100.0.0', true],
] as const) {
  t.test(`Node ${version} is ${fits ? 'new enough' : 'too old'}`, async (t) => {
    const problem = `faire-simple-mock needs Node 22.18 or newer, because better-sqlite3 cannot be loaded by older ones; this is Node ${version}.`;
    const cure =
      'Install a newer one, or run "npm install --save-dev node@24" in your project ("npm ci" in a clone): npx and npm then use that one.';
    t.equal(nodeVersionProblem(version), fits ? undefined : `${problem} ${cure}`);
  });
}

t.test('this Node is new enough, as package.json demands', async (t) => {
  t.equal(nodeVersionProblem(), undefined);
  t.equal(manifest.engines.node, '>=22.18');
});
