import type { ObjectSchema, Schema } from '../json/schema.ts';
import { KINDS } from './kinds.ts';
import { SECTIONS } from './sections.ts';

/** An object whose members are all required. */
function whole(
  title: string,
  description: string,
  properties: ObjectSchema['properties'],
): ObjectSchema {
  return { type: 'object', title, description, required: Object.keys(properties), properties };
}

const text = (description: string): Schema => ({ type: 'string', description });

const list = (description: string, items: Schema): Schema => ({
  type: 'array',
  description,
  items,
});

const section: Schema = { type: 'string', enum: SECTIONS };

const FidelityWords = whole('FidelityWords', 'A text in two languages.', {
  en: text('In English.'),
  fr: text('In French.'),
});

const wordsOrNull: Schema = { anyOf: [FidelityWords, { type: 'null' }] };

const FidelityRow = whole('FidelityRow', 'A claim of the mock server, with its grounds.', {
  id: text('A stable name, such as `operation.getUser`.'),
  kind: { type: 'string', enum: KINDS, description: 'The part of the contract, or a behaviour.' },
  level: {
    type: 'string',
    enum: ['documented', 'named', 'inferred'],
    description: 'How much of it the reference document states.',
  },
  claim: FidelityWords,
  sections: list('The sections of the document that it rests on.', section),
  sentences: list('The numbers of the sentences that it rests on.', {
    type: 'integer',
    minimum: 1,
  }),
  reason: { ...wordsOrNull, description: 'Why it was chosen; null if it is documented.' },
  alternatives: { ...wordsOrNull, description: 'The other possibilities; null likewise.' },
});

const FidelitySentence = whole('FidelitySentence', 'A sentence of the reference document.', {
  number: { type: 'integer', minimum: 1, description: 'Its place, from 1.' },
  section: { ...section, description: 'Its section, or the table of contents.' },
  text: text('Word for word; `[…]` stands for the name and the function of a person.'),
  rows: list('The ids of the rows that rest on it.', { type: 'string' }),
  reason: { ...wordsOrNull, description: 'Why no row rests on it, or null.' },
});

/** The fidelity ledger. */
export const Fidelity: ObjectSchema = whole(
  'Fidelity',
  'The claims of the mock server about the API, each with its grounds.',
  {
    sentences: list('The reference document, sentence by sentence.', FidelitySentence),
    rows: list('The claims.', FidelityRow),
  },
);
