import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { ROOT } from '../scripts/generated.ts';
import { renderTypes, TYPES } from '../scripts/types.ts';

for (const file of Object.keys(TYPES)) {
  t.test(`${file} is as the schemas have it`, async (t) => {
    const text = fs.readFileSync(path.join(ROOT, file), 'utf8');
    t.equal(text, renderTypes(file), 'stale: run npm run types');
  });
}
