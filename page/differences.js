import { ask, segment } from './control.js';
import { button, chip, el, fill } from './dom.js';
import { t } from './language.js';
import { attempt } from './notice.js';

/** The differences that are shown at once. */
const PAGE = 50;

const KINDS = { created: 'good', modified: 'warn', deleted: 'bad' };

/** Shows how the data of a world differ from its start, with a way to undo each difference. */
export async function differences(section, open, refresh) {
  const list = el('ol', { class: 'rows' });
  const heading = el(
    'div',
    { class: 'bar' },
    el('h2', { id: 'changes', tabindex: '-1' }, t('changes')),
    button(t('refresh'), () => attempt(() => differences(section, open, refresh))),
  );
  const more = el('div', { class: 'actions' });
  const read = async (after) => {
    const found = await ask('GET', '/diff', { query: { limit: PAGE, after } });
    list.append(...found.map((each) => row(each, open, refresh)));
    const last = found.at(-1);
    const next = () => attempt(() => read(`${last.collection}/${last.key}`));
    fill(more, found.length === PAGE && button(t('more'), next));
  };
  await read();
  fill(
    section,
    heading,
    list.childElementCount > 0 ? list : el('p', { class: 'empty' }, t('noChanges')),
    more,
  );
}

function row({ collection, key, change, fields }, open, refresh) {
  const name = `${collection}/${key}`;
  const undo = async () => {
    const done = await attempt(
      async () => {
        await ask('POST', `/records/${segment(collection)}/${key}/restore`);
        await refresh();
      },
      t('undone', { name }),
    );
    if (done) document.getElementById('changes')?.focus();
  };
  return el(
    'li',
    { class: 'row' },
    el(
      'div',
      { class: 'row-main' },
      el(
        'div',
        { class: 'row-title' },
        el('b', {}, name),
        ' ',
        chip(t(`change_${change}`), KINDS[change]),
      ),
      change === 'modified' &&
        el(
          'dl',
          { class: 'pairs' },
          Object.entries(fields).map(([field, { before, after }]) =>
            el(
              'div',
              {},
              el('dt', {}, field),
              el(
                'dd',
                {},
                value('del', before, t('before')),
                ' → ',
                value('ins', after, t('after')),
              ),
            ),
          ),
        ),
    ),
    el(
      'div',
      { class: 'actions' },
      change !== 'deleted' &&
        button(t('open'), () => open(collection, key, refresh), {
          'aria-label': `${t('open')} ${name}`,
        }),
      button(t('undo'), undo, { 'aria-label': `${t('undo')} ${name}` }),
    ),
  );
}

function value(element, json, label) {
  return el(
    element,
    {},
    el('span', { class: 'visually-hidden' }, `${label} `),
    JSON.stringify(json),
  );
}
