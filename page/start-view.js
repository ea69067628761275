import { ask } from './control.js';
import { button, chip, el, fill, prose } from './dom.js';
import { currentLanguage, t } from './language.js';
import { attempt, copy } from './notice.js';
import { apiUrl, BASE, hasControl, state } from './state.js';

/** The view of a person who has just opened the page. */
export function start(view) {
  const { places } = state.facts;
  const first = el('section', { class: 'card', 'aria-labelledby': 'first' });
  fill(
    view,
    el('p', { class: 'lead' }, t('lead')),
    first,
    el(
      'section',
      { class: 'card', 'aria-labelledby': 'where' },
      el('h2', { id: 'where' }, t('where')),
      el(
        'dl',
        { class: 'facts' },
        fact(t('apiPlace'), el('code', {}, apiUrl())),
        places.docs && fact(t('docsPlace'), link('docs/', t('docsLink'))),
        places.openapi &&
          fact(t('openapiPlace'), [
            link('openapi.json', 'JSON'),
            ', ',
            link('openapi.yaml', 'YAML'),
          ]),
        hasControl() && fact(t('controlPlace'), el('code', {}, new URL('_mock', BASE).href)),
        places.ca && fact(t('caPlace'), link('ca.pem', 'ca.pem')),
        fact(t('guides'), guides()),
      ),
    ),
    levels(),
  );
  showFirst(first);
}

function fact(name, value) {
  return el('div', {}, el('dt', {}, name), el('dd', {}, value));
}

function link(path, text) {
  return el('a', { href: new URL(path, BASE).href }, text);
}

/** The guides that the server has; without its documentation, they are only in the repository. */
function guides() {
  const { places, guides: list } = state.facts;
  if (!places.guides) return [t('guidesWhere'), ' ', el('code', {}, 'docs/')];
  return el(
    'ul',
    { class: 'guides' },
    list.map((guide) => {
      const { page, title } = guide[currentLanguage()];
      return el('li', {}, link(`guides/${page}`, title));
    }),
  );
}

/** The credentials and a first request: public ones at once, others once the control plane has admitted the page. */
function showFirst(section) {
  const heading = el('h2', { id: 'first' }, t('first'));
  const credentials = state.facts.demo;
  if (credentials) return fill(section, heading, firstRequest(credentials));
  if (!hasControl()) return fill(section, heading, el('p', {}, t('credentialsElsewhere')));
  const reveal = () =>
    attempt(async () => {
      const [application] = await ask('GET', '/applications', {
        query: { credentials: true },
        world: false,
      });
      fill(
        section,
        heading,
        application ? firstRequest(application) : el('p', {}, t('noApplication')),
      );
      section.querySelector('button')?.focus();
    });
  fill(
    section,
    heading,
    el('p', {}, t('credentialsHidden')),
    button(t('showCredentials'), reveal, { class: 'primary' }),
  );
}

function firstRequest({ login, password, key }) {
  const trust = state.facts.places.ca && location.protocol === 'https:' ? '--cacert ca.pem ' : '';
  const url = `${apiUrl()}?key=${encodeURIComponent(key)}`;
  const line = `curl ${trust}-u ${quote(`${login}:${password}`)} ${quote(url)}`;
  return [
    el('p', {}, t('firstHow')),
    el('pre', { class: 'line', tabindex: '0', 'aria-label': t('firstLine') }, el('code', {}, line)),
    el(
      'div',
      { class: 'actions' },
      button(t('copyLine'), () => copy(line), { class: 'primary' }),
    ),
    el(
      'dl',
      { class: 'facts' },
      [
        ['login', login],
        ['password', password],
        ['key', key],
      ].map(([name, value]) =>
        fact(t(name), [
          el('code', {}, value),
          ' ',
          button(t('copy'), () => copy(value), {
            class: 'quiet',
            'aria-label': t('copyOf', { name: t(name) }),
          }),
        ]),
      ),
    ),
  ];
}

/** A text as one word of a shell. */
function quote(text) {
  return /^[\w:.@%+,/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Which operations and fields the reference document states, and which are invented. */
function levels() {
  return el(
    'section',
    { class: 'card', 'aria-labelledby': 'certain' },
    el('h2', { id: 'certain' }, t('certain')),
    el(
      'dl',
      { class: 'facts' },
      ['documented', 'named', 'inferred'].map((level) =>
        fact(levelChip(level), t(`${level}Means`)),
      ),
    ),
    el('ul', { class: 'plain-list' }, state.facts.operations.map(operation)),
  );
}

function levelChip(level) {
  return chip(t(level), level);
}

function operation({ operationId, method, path, level, source, summary, takes, answer }) {
  return el(
    'li',
    {},
    el(
      'details',
      { class: 'operation' },
      el(
        'summary',
        {},
        el('code', { class: 'route' }, `${method} ${path}`),
        ' ',
        levelChip(level),
        ' ',
        el('span', { class: 'summary' }, prose(summary[currentLanguage()])),
      ),
      el(
        'p',
        { class: 'hint' },
        el('code', {}, operationId),
        ' · ',
        el('span', { lang: 'fr' }, source),
      ),
      takes.length > 0 && [el('h3', {}, t('takes')), parts(takes)],
      el('h3', {}, t('answers'), ' ', levelChip(answer.level)),
      parts(answer.fields),
    ),
  );
}

function parts(list) {
  return el(
    'ul',
    { class: 'parts' },
    list.map(({ name, level, description }) =>
      el(
        'li',
        {},
        el('code', {}, name),
        ' ',
        levelChip(level),
        ' ',
        el('span', { class: 'summary', lang: 'fr' }, description),
      ),
    ),
  );
}
