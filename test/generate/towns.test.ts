import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { ROOT } from '../../scripts/generated.ts';
import { renderTowns } from '../../scripts/towns.ts';
import { towns } from '../../src/generate/towns.ts';

const FILE = 'src/generate/towns.ts';

t.test('the towns are those of the data they are written from', async (t) => {
  t.equal(fs.readFileSync(path.join(ROOT, FILE), 'utf8'), renderTowns(), 'run: npm run towns');
});

t.test('they are many, in all of France, and take little room', async (t) => {
  const all = towns();
  t.equal(all.length, 1500);
  const departments = new Set(
    all.flatMap(({ codesPostaux }) => codesPostaux.map((code) => code.slice(0, 2))),
  );
  for (const department of ['01', '20', '75', '97', '98']) t.ok(departments.has(department));
  t.ok(departments.size > 90);
  for (const { nom, population, codesPostaux } of all) {
    t.match(nom, /^\p{Lu}[\p{L}' -]+$/u);
    t.ok(Number.isInteger(population) && population > 0, nom);
    t.ok(codesPostaux.length > 0);
    for (const code of codesPostaux) t.match(code, /^\d{5}$/);
  }
  t.match(all[0], { nom: 'Paris', codesPostaux: ['75001'] });
  t.ok(fs.statSync(path.join(ROOT, FILE)).size < 80_000);
});

t.test('their file names its source and the licence', async (t) => {
  const [head = ''] = fs.readFileSync(path.join(ROOT, FILE), 'utf8').split('\n\n');
  t.match(head, '@etalab/decoupage-administratif 6.0.0');
  t.match(head, 'Licence Ouverte');
});
