import { admit, ask } from './control.js';
import { data } from './data-view.js';
import { button, chip, el, fill, labelled, select } from './dom.js';
import { faults } from './faults-view.js';
import { journal } from './journal.js';
import { currentLanguage, fromNow, setLanguage, t } from './language.js';
import { attempt } from './notice.js';
import { requests } from './requests-view.js';
import { start } from './start-view.js';
import { BASE, hasControl, state } from './state.js';
import { worlds } from './worlds-view.js';

/** The views by the fragment of their URL; each shows itself in an element, and may return a function that ends it. */
const VIEWS = { start, requests, data, faults, worlds };

const root = el('div', { class: 'page' });
document.body.append(root);

/** Ends the present view. */
let leave = () => {};

/** The number of the present view: a later one may be asked for while the control plane admits the page. */
let turn = 0;

const nameInUrl = () => {
  const name = location.hash.slice(1);
  return hasControl() && name in VIEWS ? name : 'start';
};

/** Shows the whole page, in the language and for the world that are chosen. */
async function show({ focus = false } = {}) {
  leave();
  leave = () => {};
  const name = nameInUrl();
  const heading = el('h1', { tabindex: '-1' }, t(`${name}Title`));
  const view = el('div', { class: 'view-parts' });
  const world = name !== 'start' && el('div', { class: 'world' });
  fill(
    root,
    el('a', { class: 'skip', href: '#main', on: { click: skip } }, t('skip')),
    el(
      'header',
      { class: 'top' },
      el(
        'div',
        { class: 'brand' },
        el('a', { href: '#start' }, 'faire-simple-mock'),
        chip(state.facts.version, 'plain', { title: t('version') }),
      ),
      languages(),
    ),
    hasControl() && el('nav', { class: 'tabs', 'aria-label': t('parts') }, tabs(name)),
    el(
      'main',
      { class: 'view', id: 'main', tabindex: '-1' },
      el('div', { class: 'view-head' }, heading, world),
      view,
    ),
    el('footer', { class: 'foot' }, el('p', {}, t('notReal'))),
  );
  document.title = `${t(`${name}Title`)} – faire-simple-mock`;
  if (focus) heading.focus();
  turn += 1;
  const mine = turn;
  if (name !== 'start') {
    if (!(await admitted(view)) || mine !== turn) return;
    attempt(() => chooseWorld(world));
  }
  leave = VIEWS[name](view) ?? leave;
}

function skip(event) {
  event.preventDefault();
  document.getElementById('main').focus();
}

function tabs(current) {
  return el(
    'ul',
    {},
    Object.keys(VIEWS).map((name) =>
      el(
        'li',
        {},
        el(
          'a',
          { href: `#${name}`, 'aria-current': name === current && 'page' },
          t(`${name}Title`),
        ),
      ),
    ),
  );
}

function languages() {
  const other = currentLanguage() === 'fr' ? 'en' : 'fr';
  const change = () => {
    setLanguage(other);
    show();
    root.querySelector('.language').focus();
  };
  const label = { en: 'English', fr: 'Français' }[other];
  return button(label, change, { class: 'quiet language', lang: other });
}

/** Whether the control plane admits the page; else the view offers to give the token. */
async function admitted(view) {
  if (state.admitted || (await attempt(admit))) return true;
  const again = button(t('tryAgain'), () => show(), { class: 'primary' });
  fill(view, el('p', {}, t('notAdmitted')), el('div', { class: 'actions' }, again));
  return false;
}

/** Shows the choice of the world whose requests, data and faults are shown. */
async function chooseWorld(place) {
  const choose = (id) => {
    state.sandbox = id;
    journal.restart().catch(() => {});
    show();
  };
  const sandboxes = await ask('GET', '/sandboxes', { world: false });
  if (state.sandbox && !sandboxes.some(({ id }) => id === state.sandbox)) return choose('');
  const options = sandboxes.map(({ id, age }) => [id, `${id} (${fromNow(-age)})`]);
  const worlds = [['', t('mainWorld')], ...options];
  fill(place, labelled(t('world'), select(worlds, state.sandbox, choose)));
}

addEventListener('hashchange', () => show({ focus: true }));

try {
  const response = await fetch(new URL('page/facts.json', BASE));
  state.facts = await response.json();
  await show();
} catch (error) {
  fill(
    root,
    el(
      'main',
      { class: 'view' },
      el('h1', {}, 'faire-simple-mock'),
      el('p', { class: 'problem', role: 'alert' }, `${t('unreachable')} (${error.message})`),
    ),
  );
}
