import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { BODY_LIMIT } from '../src/contract/operations.ts';
import towns from '../src/generate/data/towns.json' with { type: 'json' };
import { DEEPEST, DEEPEST_PART } from '../src/json/value.ts';
import { MOST_VIOLATIONS } from '../src/json/violations.ts';
import { OPTIONS } from '../src/options/options.ts';
import { SERVER_DAYS } from '../src/tls/authority.ts';
import { DEFAULT_LIMITS } from '../src/traffic/retention.ts';
import { LONGEST_DELAY } from '../src/traffic/schemas.ts';
import { LIFETIME } from '../src/world/sandbox.ts';

const ROOT = path.join(import.meta.dirname, '..');

const MEBIBYTE = 1024 * 1024;

/** A number with the separators of a language; the French one is a no-break space, narrow or not. */
const written = (value: number, language: 'en' | 'fr') => value.toLocaleString(language);

const defaultOf = (option: string) => OPTIONS.find(({ name }) => name === option)?.default;

/** Sentences that repeat a number of the code: the page, the number, and the words around it in English and French. */
const FACTS: readonly (readonly [page: string, value: number, en: string, fr: string])[] = [
  [
    'README',
    Number(defaultOf('controlBodyLimit')),
    'bodies of at most # MiB',
    'corps de # Mio au plus',
  ],
  ['README', DEEPEST, 'nested # levels deep', 'avoir # niveaux'],
  ['README', DEEPEST_PART, 'a record or a rule #.', 'un enregistrement ou une règle #.'],
  ['README', MOST_VIOLATIONS, 'At most # violations', 'Au plus # violations'],
  ['docs/troubleshooting', BODY_LIMIT / 1024, 'larger than # KiB', 'dépasse # Kio'],
  [
    'docs/rules',
    DEFAULT_LIMITS.requests,
    'its latest # requests',
    'garde ses # dernières requêtes',
  ],
  ['docs/rules', DEFAULT_LIMITS.total, 'together # (', 'réunis # ('],
  ['docs/rules', DEFAULT_LIMITS.bytes / MEBIBYTE, 'up to # MiB', 'jusqu’à # Mio'],
  ['docs/rules', LONGEST_DELAY / 600_000, 'to ten minutes at most', 'jusqu’à dix minutes'],
  ['docs/rules', LIFETIME / 3_600_000, 'drops a sandbox after an hour', 'au bout d’une heure'],
  ['docs/https', Math.floor(SERVER_DAYS / 30), 'valid for # months', 'valable # mois'],
  ['docs/data', towns.communes.length, 'the # most populated', 'les # plus peuplées'],
  ['docs/getting-started', Number(defaultOf('port')), 'http://127.0.0.1:!.', 'http://127.0.0.1:!.'],
];

for (const [page, value, ...sentences] of FACTS) {
  t.test(`${page}: ${sentences[0]}`, async (t) => {
    for (const [index, language] of (['en', 'fr'] as const).entries()) {
      const file = path.join(ROOT, `${page}${language === 'fr' ? '.fr' : ''}.md`);
      const text = fs.readFileSync(file, 'utf8').replaceAll(/\s+/g, ' ');
      const sentence = `${sentences[index]}`;
      // Numbers in words are those of one unit.
      if (!/[#!]/.test(sentence)) t.equal(value, 1, sentence);
      const expected = sentence.replace('#', written(value, language)).replace('!', String(value));
      t.match(text, expected.replaceAll(/\s+/g, ' '));
    }
  });
}
