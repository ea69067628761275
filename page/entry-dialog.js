import { curlOf } from './curl.js';
import { openDialog } from './dialog.js';
import { button, chip, el, prose } from './dom.js';
import { faultForm } from './fault-form.js';
import { journal } from './journal.js';
import { currentLanguage, number, t } from './language.js';
import { copy } from './notice.js';
import { BASE, state } from './state.js';
import { statusChip } from './status-chip.js';

/** Opens an entry of the journal: why it was refused, its parts, and what can be done with it. */
export function openEntry(entry) {
  let change = entry.change;
  const dialog = openDialog(`${entry.method} ${entry.path}`, () => parts(entry));
  const stop = journal.subscribe(() => {
    if (entry.change === change) return;
    ({ change } = entry);
    dialog.update();
  });
  dialog.addEventListener('close', stop);
}

function parts(entry) {
  const { id, at, operation, duration, application, rules, dropped } = entry;
  return [
    el(
      'p',
      { class: 'entry-facts' },
      statusChip(entry),
      el('span', {}, `#${number(id)}`),
      el('time', { datetime: at }, at.replace('T', ' ').replace('Z', ' UTC')),
      entry.state !== 'running' && el('span', {}, `${number(duration)} ms`),
      operation && el('code', {}, operation),
      el('span', {}, application === null ? t('nobody') : t('by', { application })),
      rules.map((rule) => chip(t('byRule', { rule }), 'warn')),
    ),
    dropped ? el('p', { class: 'box' }, t('dropped')) : explanation(entry),
    !dropped &&
      el(
        'div',
        { class: 'actions' },
        button(t('copyCurl'), () => copy(curlOf(entry)), { class: 'primary' }),
      ),
    !dropped && details(entry),
    operation !== null && faultSection(entry),
  ];
}

function explanation({ refusal, warnings }) {
  return [
    refusal &&
      el(
        'section',
        { class: 'box box-bad' },
        el('h3', {}, t('whyRefused')),
        el('p', {}, chip(refusal.code, 'bad'), ' ', cure(refusal.code)),
        el(
          'ul',
          { lang: 'en' },
          refusal.explanation.split('; ').map((part) => el('li', {}, prose(part))),
        ),
      ),
    warnings.length > 0 &&
      el(
        'section',
        { class: 'box box-warn' },
        el('h3', {}, t('warnings')),
        el(
          'ul',
          { lang: 'en' },
          warnings.map((warning) => el('li', {}, prose(warning))),
        ),
      ),
  ];
}

/** The link to the cure of a refusal, if the server has the guides. */
function cure(code) {
  if (!state.facts.places.guides) return;
  const page = `guides/troubleshooting.${currentLanguage()}#${code}`;
  return el('a', { href: new URL(page, BASE).href }, t('cure'));
}

function details({ query, headers, requestBody, responseBody, ...entry }) {
  const parameters = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().map((value) => [name, value]),
  );
  return [
    pairs(t('query'), parameters),
    pairs(t('headers'), Object.entries(headers)),
    body(t('requestBody'), requestBody, t('noBody')),
    body(t('responseBody'), responseBody, t(entry.state === 'running' ? 'notAnswered' : 'noBody')),
  ];
}

function pairs(title, list) {
  if (list.length === 0) return;
  return el(
    'section',
    {},
    el('h3', {}, title),
    el(
      'dl',
      { class: 'pairs' },
      list.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))),
    ),
  );
}

function body(title, content, none) {
  return el(
    'section',
    {},
    el(
      'h3',
      {},
      title,
      content && el('span', { class: 'hint' }, ` ${t('bytes', { count: number(content.length) })}`),
    ),
    content
      ? el('pre', { tabindex: '0', 'aria-label': title }, el('code', {}, readable(content)))
      : el('p', { class: 'hint' }, none),
    content?.cut && el('p', { class: 'hint' }, t('cutHere')),
  );
}

/** JSON on several lines; other texts, and JSON whose numbers a browser would change, as they are. */
function readable({ text, cut }) {
  if (cut) return text;
  try {
    const value = JSON.parse(text);
    return JSON.stringify(value) === text ? JSON.stringify(value, null, 2) : text;
  } catch {
    return text;
  }
}

/** Faults for the next requests to the same operation and record. */
function faultSection({ operation, uid, semestre }) {
  return el(
    'section',
    {},
    el('h3', {}, t('nextTime')),
    faultForm({
      operation,
      match: { ...(uid !== null && { uid }), ...(semestre !== null && { semestre }) },
    }),
  );
}
