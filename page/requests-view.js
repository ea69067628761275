import { ask, request, segment } from './control.js';
import { confirmed } from './dialog.js';
import { button, chip, el, fill, labelled, select } from './dom.js';
import { moveByArrows, place } from './entry-rows.js';
import { journal } from './journal.js';
import { count, number, t } from './language.js';
import { attempt } from './notice.js';
import { state } from './state.js';

/** The rows in the document at once. */
const PAGE = 100;

/** The filter, kept while other views are shown. */
const chosen = { operation: '', status: '', text: '' };

/** The filter of the control plane for each choice of a status. */
const STATUSES = {
  '': {},
  running: { state: 'running' },
  2: { status: JSON.stringify({ startsWith: '2' }) },
  4: { status: JSON.stringify({ startsWith: '4' }) },
  5: { status: JSON.stringify({ startsWith: '5' }) },
};

/** The texts of entries for the search, in lower case. */
const texts = new WeakMap();

function textOf(entry) {
  let known = texts.get(entry);
  if (known?.change !== entry.change) {
    known = { change: entry.change, text: JSON.stringify(entry).toLowerCase() };
    texts.set(entry, known);
  }
  return known.text;
}

/** The view of the requests to a world, as they arrive. */
export function requests(view) {
  let page = 0;
  const rows = new Map();
  const list = el('ol', { class: 'entries', 'aria-label': t('requestsTitle') });
  const empty = el('p', { class: 'empty' });
  const pages = el('div', { class: 'actions pages' });
  const summary = el('p', { class: 'live' });
  // Told at most every ten seconds, and only a number: requests may come by the hundred.
  const spoken = el('p', { class: 'visually-hidden', role: 'status' });

  const reload = () => attempt(() => journal.restart(filterOf()));
  const show = () => {
    const found = matching();
    page = Math.min(page, Math.max(0, Math.ceil(found.length / PAGE) - 1));
    const shown = found.slice(page * PAGE, (page + 1) * PAGE);
    place(list, rows, shown);
    list.hidden = shown.length === 0;
    empty.hidden = shown.length > 0;
    empty.textContent = t(journal.entries.length > 0 || isFiltered() ? 'noMatch' : 'noRequests');
    showPages(found.length);
    fill(
      summary,
      chip(t(journal.connected ? 'live' : 'paused'), journal.connected ? 'good' : 'plain'),
      ' ',
      count('requestsCount', found.length),
      journal.more && ` ${t('andMore')}`,
    );
  };
  const turn = (next) => {
    page = next;
    show();
    list.scrollIntoView({ block: 'start' });
    list.querySelector('button')?.focus({ preventScroll: true });
  };
  const showPages = (total) => {
    const last = Math.ceil(total / PAGE) - 1;
    const from = page * PAGE + 1;
    const parts = [];
    if (!journal.live) parts.push(button(t('latest'), reload));
    if (page > 0) parts.push(button(t('newer'), () => turn(page - 1)));
    if (page < last) parts.push(button(t('older'), () => turn(page + 1)));
    else if (journal.more) {
      parts.push(
        button(t('older'), () =>
          attempt(async () => {
            await journal.older();
            turn(0);
          }),
        ),
      );
    }
    if (total > PAGE) {
      const to = Math.min(total, from + PAGE - 1);
      parts.push(
        el('span', {}, t('range', { from: number(from), to: number(to), total: number(total) })),
      );
    }
    // Buttons that stay as they are keep the focus.
    const words = parts.map((part) => part.textContent).join('|');
    if (pages.dataset.words !== words) {
      pages.dataset.words = words;
      fill(pages, parts);
    }
  };

  fill(
    view,
    filters(() => {
      page = 0;
      show();
    }, reload),
    el('div', { class: 'bar' }, summary, actions()),
    spoken,
    list,
    empty,
    pages,
  );
  const stop = journal.subscribe(show);
  let told = journal.arrived;
  const timer = setInterval(() => {
    if (journal.arrived > told) spoken.textContent = count('arrived', journal.arrived - told);
    told = journal.arrived;
  }, 10_000);
  list.addEventListener('keydown', moveByArrows);
  return () => {
    clearInterval(timer);
    stop();
  };
}

const isFiltered = () => Object.values(chosen).some((value) => value !== '');

/** The conditions that the control plane checks: they concern the whole journal. */
function filterOf() {
  const { operation, status } = chosen;
  return { ...(operation && { operation }), ...STATUSES[status] };
}

function matching() {
  const text = chosen.text.toLowerCase();
  return text === ''
    ? journal.entries
    : journal.entries.filter((entry) => textOf(entry).includes(text));
}

function filters(show, reload) {
  const operations = state.facts.operations.map(({ operationId }) => [operationId]);
  const search = el('input', {
    type: 'search',
    value: chosen.text,
    on: {
      input: (event) => {
        chosen.text = event.target.value;
        show();
      },
    },
  });
  const choose = (name) => (value) => {
    chosen[name] = value;
    reload();
  };
  return el(
    'form',
    { class: 'filters', role: 'search', on: { submit: (event) => event.preventDefault() } },
    labelled(
      t('operation'),
      select([['', t('everyOperation')], ...operations], chosen.operation, choose('operation')),
    ),
    labelled(
      t('status'),
      select(
        [
          ['', t('all')],
          ['2', '2xx'],
          ['4', '4xx'],
          ['5', '5xx'],
          ['running', t('running')],
        ],
        chosen.status,
        choose('status'),
      ),
    ),
    labelled(t('text'), search),
  );
}

function actions() {
  const clear = async () => {
    if (await confirmed(t('clearTitle'), t('clearWhat'), t('clear'))) {
      await attempt(() => ask('DELETE', '/journal'), t('cleared'));
    }
  };
  const save = () =>
    attempt(async () => {
      const response = await request('GET', '/journal.har', {
        query: { ...filterOf(), limit: 10_000 },
      });
      const url = URL.createObjectURL(await response.blob());
      const name = `faire-simple${state.sandbox && `-${segment(state.sandbox)}`}.har`;
      el('a', { href: url, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    }, t('saved'));
  return el('div', { class: 'actions' }, button(t('saveHar'), save), button(t('clear'), clear));
}
