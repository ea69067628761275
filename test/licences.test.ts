import t from 'tap';
import lock from '../package-lock.json' with { type: 'json' };

/** Licences that permit any use, also in programs under other licences. */
const PERMISSIVE = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
];

interface Package {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly license?: string;
}

t.test('the packages that an installation brings have permissive licences', async (t) => {
  const packages = Object.entries(lock.packages as Record<string, Package>);
  const installed = packages.filter(([, { dev, devOptional }]) => !dev && !devOptional);
  t.ok(installed.length > 50 && installed.length < packages.length, `${installed.length} packages`);
  const others = installed.filter(([, { license }]) => !PERMISSIVE.includes(license ?? ''));
  t.strictSame(
    others.map(([name, { license }]) => `${name}: ${license}`),
    [],
  );
});
