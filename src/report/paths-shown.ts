import { BASE_PATH, type Paths } from '../contract/operations.ts';
import type { Exchange } from '../traffic/observer.ts';
import type { Redaction } from '../traffic/redaction.ts';

/** In place of a text that could hold a secret or personal data. */
const HIDDEN = '…';

/** A name of a parameter; other texts could be values in the wrong place. */
const NAME = /^[A-Za-z_][\w.-]{0,39}$/;

/** A word in a path. */
const WORD = /^[A-Za-z]{1,20}$/;

/** The name of a parameter as the report shows it. */
export function nameShown(name: string, redaction: Redaction): string {
  return NAME.test(name) && redaction.text(name) === name ? name : HIDDEN;
}

/** The path of a request as the report shows it: of an unknown path, the first word only. */
export function pathShown(
  { operation, subjects, url }: Pick<Exchange, 'operation' | 'subjects' | 'url'>,
  paths: Paths,
  redaction: Redaction,
): string {
  if (operation !== null) {
    const values: Readonly<Record<string, number | string | null>> = subjects;
    const path = paths[operation].replaceAll(/\{(\w+)\}/g, (whole, name) => {
      const value = values[name] ?? whole;
      return redaction.text(`${value}`) === `${value}` ? `${value}` : HIDDEN;
    });
    return `${BASE_PATH}${path}`.replace(/\/$/, '');
  }
  const [path = ''] = url.slice(BASE_PATH.length).split('?', 1);
  const [first = '', ...others] = path.split('/').filter(Boolean);
  const word = WORD.test(first) && redaction.text(first) === first ? first : HIDDEN;
  return [BASE_PATH, word, ...(others.length > 0 ? [HIDDEN] : [])].join('/');
}
