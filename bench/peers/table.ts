import type { Figures } from '../benches/peers.ts';
import { round } from '../line.ts';
import { type Language, tableOf } from '../suite/table.ts';

const HEADS = {
  en: [
    'mock server',
    'getUser, 32 connections',
    'listUsers',
    'first byte of it',
    'longest wait of another client',
    'memory before and at most',
    'start',
    'lines of configuration + workarounds',
  ],
  fr: [
    'simulateur',
    'getUser, 32 connexions',
    'listUsers',
    'son premier octet',
    'plus longue attente d’un autre client',
    'mémoire avant et au plus',
    'démarrage',
    'lignes de configuration + contournements',
  ],
} as const;

const COLON = { en: ': ', fr: '\u00a0: ' };
const REQUESTS = { en: 'requests/s', fr: 'requêtes/s' };
const MEGABYTES = { en: 'MB', fr: 'Mo' };

/** The measurements, a row for each mock server. */
export function figuresTable(figures: readonly Figures[], language: Language): string {
  /** With three significant digits, as the language writes numbers. */
  const number = (value: number) => local(round(value));
  const count = (value: number) => local(value.toLocaleString('en-US'));
  const local = (text: string) =>
    language === 'en' ? text : text.replace(',', '\u00a0').replace('.', ',');
  const rows = figures.map((each) => {
    const { name, package: version, note } = each.peer;
    const what = note[language] === '' ? name : `${version}${COLON[language]}${note[language]}`;
    return [
      what,
      `${number(each.rate)} ${REQUESTS[language]}`,
      ...[each.list, each.first, each.wait].map((time) => `${number(time)} ms`),
      // Two numbers of a French list would look like one with a decimal comma.
      `${number(each.before)}${language === 'en' ? ',' : ' et'} ${number(each.most)} ${MEGABYTES[language]}`,
      `${number(each.started)} ms`,
      `${count(each.plain)} + ${count(each.workarounds)}`,
    ];
  });
  return tableOf(HEADS[language], rows);
}
