import { ask, segment } from './control.js';
import { differences } from './differences.js';
import { button, el, fill, labelled, select } from './dom.js';
import { t } from './language.js';
import { attempt } from './notice.js';
import { openRecord } from './record-dialog.js';
import { state } from './state.js';

/** The records that are read at once. */
const PAGE = 20;

const chosen = { collection: '', text: '' };

/** The view of the records of a world, and of their differences from the start. */
export function data(view) {
  const { collections } = state.facts;
  chosen.collection ||= collections[0].name;
  const list = el('ul', { class: 'rows' });
  const empty = el('p', { class: 'empty', hidden: true }, t('noRecords'));
  const more = el('div', { class: 'actions' });
  const changes = el('section', { class: 'card', 'aria-labelledby': 'changes' });
  let turn = 0;

  const keyOf = (record) => record[collections.find(({ name }) => name === chosen.collection).key];
  const read = async (after) => {
    turn += 1;
    const mine = turn;
    const query = { text: chosen.text, limit: PAGE, after };
    const records = await ask('GET', `/records/${segment(chosen.collection)}`, { query });
    // A later search has been asked meanwhile.
    if (mine !== turn) return;
    if (after === undefined) fill(list);
    const first = list.childElementCount;
    list.append(...records.map(row));
    empty.hidden = list.childElementCount > 0;
    const next = () =>
      attempt(async () => {
        await read(keyOf(records.at(-1)));
      });
    fill(more, records.length === PAGE && button(t('more'), next));
    if (after !== undefined) list.children[first]?.querySelector('button').focus();
  };
  const refresh = async () => {
    await Promise.all([read(), showChanges()]);
  };
  const row = (record) => {
    const key = keyOf(record);
    const open = () => openRecord(chosen.collection, key, refresh);
    return el(
      'li',
      {},
      el(
        'button',
        { type: 'button', class: 'entry record', 'aria-haspopup': 'dialog', on: { click: open } },
        el('b', {}, `${key}`),
        el('span', {}, titleOf(record)),
      ),
    );
  };
  const showChanges = () => differences(changes, openRecord, refresh);

  let typing;
  const search = el('input', {
    type: 'search',
    value: chosen.text,
    on: {
      input: (event) => {
        chosen.text = event.target.value;
        clearTimeout(typing);
        typing = setTimeout(() => attempt(() => read()), 250);
      },
    },
  });
  const choose = (name) => {
    chosen.collection = name;
    attempt(() => read());
  };
  fill(
    view,
    changes,
    el(
      'section',
      { class: 'card', 'aria-labelledby': 'records' },
      el('h2', { id: 'records' }, t('records')),
      el(
        'form',
        { class: 'filters', role: 'search', on: { submit: (event) => event.preventDefault() } },
        labelled(
          t('collection'),
          select(
            collections.map(({ name }) => [name]),
            chosen.collection,
            choose,
          ),
        ),
        labelled(t('text'), search),
      ),
      list,
      empty,
      more,
    ),
  );
  attempt(refresh);
}

/** The first texts of a record, which say what it is about. */
function titleOf(record) {
  return Object.values(record)
    .filter((value) => typeof value === 'string' && value !== '')
    .slice(0, 3)
    .join(' · ')
    .slice(0, 120);
}
