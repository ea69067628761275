import { type Answer, BASE_PATH, type Operation, type Parameter } from '../contract/operations.ts';
import type { Words } from '../contract/provenance.ts';
import type { JsonType, Schema } from '../json/schema.ts';

/** The claims of the rows made from entries of the contract, in words. */

export function ofOperation({ method, path, english, description }: Operation): Words {
  const request = `\`${method} ${BASE_PATH}${path.replace(/\/$/, '')}\``;
  return { en: `${request}: ${english}`, fr: `${request} : ${description}` };
}

export function ofAnswer({ schema, list }: Answer): Words {
  return list
    ? {
        en: `200 and JSON: an array of \`${schema}\``,
        fr: `200 et du JSON : un tableau de \`${schema}\``,
      }
    : { en: `200 and JSON: \`${schema}\``, fr: `200 et du JSON : \`${schema}\`` };
}

export function ofParameter(name: string, { english, description }: Parameter): Words {
  return { en: `\`${name}\`: ${english}`, fr: `\`${name}\` : ${description}` };
}

export function ofNotation(name: string, schema: Schema): Words {
  const { en, fr } = ofField(name, schema);
  return { en: `notation of ${en}`, fr: `notation de ${fr}` };
}

export function ofRefusal(code: string, status: number, { en, fr }: Words): Words {
  const answer = `${status} \`${code}\``;
  return { en: `${answer}: ${en}`, fr: `${answer} : ${fr}` };
}

export function ofField(name: string, schema: Schema): Words {
  const { en, fr } = wordsOf(schema);
  return { en: `\`${name}\`: ${en}`, fr: `\`${name}\` : ${fr}` };
}

const TYPES: Readonly<Record<string, Words>> = {
  integer: { en: 'an integer', fr: 'un entier' },
  string: { en: 'a string', fr: 'une chaîne' },
  object: { en: 'an object', fr: 'un objet' },
  null: { en: 'null', fr: 'null' },
  date: { en: 'a day', fr: 'un jour' },
  'date-time': { en: 'an instant', fr: 'un instant' },
};

/** The values that a schema admits. */
function wordsOf({ type, enum: values, format, items, title, minimum }: Schema): Words {
  if (values) return either(values.map((value) => same(`\`${JSON.stringify(value)}\``)));
  if (title) return same(`\`${title}\``);
  if (items) {
    const { en, fr } = wordsOf(items);
    return { en: `an array; each item is ${en}`, fr: `un tableau ; chaque élément est ${fr}` };
  }
  const least = minimum === undefined ? '' : ` ≥ ${minimum}`;
  const types = [type as JsonType].flat().map((each): Words => {
    const { en, fr } = TYPES[each === 'string' ? (format ?? each) : each] as Words;
    return each === 'integer' ? { en: en + least, fr: fr + least } : { en, fr };
  });
  return either(types);
}

function same(text: string): Words {
  return { en: text, fr: text };
}

function either(words: readonly Words[]): Words {
  return {
    en: listed(
      words.map(({ en }) => en),
      'or',
    ),
    fr: listed(
      words.map(({ fr }) => fr),
      'ou',
    ),
  };
}

function listed(texts: readonly string[], or: string): string {
  const [last, ...others] = texts.toReversed();
  return others.length === 0 ? `${last}` : `${others.reverse().join(', ')} ${or} ${last}`;
}
