import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { ROOT } from '../../scripts/generated.ts';
import { renderTowns } from '../../scripts/towns.ts';
import towns from '../../src/generate/data/towns.json' with { type: 'json' };

const FILE = path.join(ROOT, 'src/generate/data/towns.json');

t.test('the file is the one that npm run towns writes', async (t) => {
  t.equal(fs.readFileSync(FILE, 'utf8'), renderTowns(), 'run: npm run towns');
  t.ok(fs.statSync(FILE).size < 120_000);
});

t.test('the towns are in all of France, the largest first', async (t) => {
  const { communes } = towns;
  t.equal(communes.length, 1500);
  t.match(communes[0], { nom: 'Paris', codesPostaux: ['75001'] });
  const departments = new Set(
    communes.flatMap(({ codesPostaux }) => codesPostaux.map((code) => code.slice(0, 2))),
  );
  t.strictSame(
    ['01', '20', '75', '97', '98'].filter((department) => !departments.has(department)),
    [],
  );
  t.ok(departments.size > 90);
  const offending = communes.filter(({ nom, population, codesPostaux }, index) => {
    const holds =
      /^\p{Lu}[\p{L}' -]+$/u.test(nom) &&
      Number.isInteger(population) &&
      population > 0 &&
      population <= (communes[index - 1]?.population ?? population) &&
      codesPostaux.length > 0 &&
      codesPostaux.every((code) => /^\d{5}$/.test(code));
    return !holds;
  });
  t.strictSame(offending, []);
});

t.test('the file names its source and the licence', async (t) => {
  t.match(towns.source, '@etalab/decoupage-administratif 6.0.0');
  t.match(towns.licence, 'Licence Ouverte');
});
