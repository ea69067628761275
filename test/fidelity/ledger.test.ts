import t from 'tap';
import { OPERATIONS } from '../../src/contract/operations.ts';
import { REFUSAL_CODES } from '../../src/contract/refusals.ts';
import { NESTED, SCHEMAS } from '../../src/contract/resources.ts';
import { BEHAVIOURS } from '../../src/fidelity/behaviours/behaviours.ts';
import { KINDS } from '../../src/fidelity/kinds.ts';
import { ROWS } from '../../src/fidelity/ledger.ts';
import { SECTIONS } from '../../src/fidelity/sections.ts';
import { SENTENCES } from '../../src/fidelity/sentences.ts';

const IDS = ROWS.map(({ id }) => id);

const idsOf = (kind: string) => IDS.filter((id) => id.startsWith(`${kind}.`));

t.test('every part of the contract has one row', async (t) => {
  const names = OPERATIONS.map(({ operationId }) => operationId);
  const parameters = OPERATIONS.flatMap(({ params, query }) => [
    ...Object.keys(params),
    ...Object.keys(query),
  ]);
  const fields = Object.entries({ ...SCHEMAS, ...NESTED }).flatMap(([name, { properties }]) =>
    Object.keys(properties).map((member) => `field.${name}.${member}`),
  );
  t.strictSame(
    idsOf('operation'),
    names.map((name) => `operation.${name}`),
  );
  t.strictSame(
    idsOf('answer'),
    names.map((name) => `answer.${name}`),
  );
  t.strictSame(
    idsOf('parameter').sort(),
    [...new Set(parameters)]
      .flatMap((name) =>
        name === 'uid' ? ['parameter.uid', 'parameter.uid.notation'] : [`parameter.${name}`],
      )
      .sort(),
  );
  t.strictSame(idsOf('field'), fields);
  t.strictSame(
    idsOf('refusal'),
    REFUSAL_CODES.map((code) => `refusal.${code}`),
  );
  t.strictSame(
    idsOf('behaviour'),
    Object.keys(BEHAVIOURS).map((name) => `behaviour.${name}`),
  );
  t.equal(new Set(IDS).size, IDS.length, 'each once');
  t.equal(KINDS.flatMap(idsOf).length, IDS.length, 'and no further ones');
});

t.test('no object within a schema lacks the rows of its members', async (t) => {
  const withMembers = Object.entries(SCHEMAS).flatMap(([name, { properties }]) =>
    Object.entries(properties)
      .filter(([, schema]) => {
        const { items, properties: own } = schema as { items?: typeof schema; properties?: object };
        const inside = items ?? schema;
        return (own ?? (inside as { properties?: object }).properties) && !('title' in inside);
      })
      .map(([member]) => `${name}.${member}`),
  );
  t.strictSame(withMembers.sort(), Object.keys(NESTED).sort());
});

t.test(
  'invented rows, and only they, have the reason of the choice and alternatives',
  async (t) => {
    for (const { id, level, claim, reason, alternatives } of ROWS) {
      const texts = [claim, ...(level === 'documented' ? [] : [reason, alternatives])];
      for (const words of texts) t.match(words, { en: /\S{3}/, fr: /\S{3}/ }, id);
      if (level === 'documented') t.strictSame([reason, alternatives], [null, null], id);
    }
  },
);

t.test('rows that the document states or names rest on a sentence', async (t) => {
  for (const { id, level, sentences, sections } of ROWS) {
    if (level !== 'inferred') t.ok(sentences.length > 0, id);
    t.strictSame(
      sections,
      [...new Set(sentences.map((number) => SENTENCES[number - 1]?.section))],
      id,
    );
  }
});

t.test('every sentence has a row, or the reason why it has none', async (t) => {
  for (const { text, section, rows, reason } of SENTENCES) {
    t.ok(SECTIONS.includes(section), text);
    if (rows.length === 0) t.match(reason, { en: /\S{3}/, fr: /\S{3}/ }, text);
    for (const id of rows) t.ok(IDS.includes(id), id);
    t.notMatch(text, /Amélie|Gautheron/, 'no person is named');
  }
  t.equal(new Set(SENTENCES.map(({ section }) => section)).size, SECTIONS.length);
});

t.test('claims of fields are in words', async (t) => {
  const claimOf = (id: string) => ROWS.find((row) => row.id === id)?.claim;
  t.strictSame(claimOf('field.Partenaire.civilite'), {
    en: '`Partenaire.civilite`: `"Mme"`, `"M."` or `null`',
    fr: '`Partenaire.civilite` : `"Mme"`, `"M."` ou `null`',
  });
  t.strictSame(claimOf('field.Actualisation.partenaires'), {
    en: '`Actualisation.partenaires`: an array; each item is `Partenaire`',
    fr: '`Actualisation.partenaires` : un tableau ; chaque élément est `Partenaire`',
  });
  t.strictSame(
    claimOf('field.Partenaire.date_naissance')?.en,
    '`Partenaire.date_naissance`: a day or null',
  );
  t.strictSame(claimOf('parameter.uid.notation')?.fr, 'notation de `uid` : un entier ≥ 1');
});
