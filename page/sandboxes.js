import { ask, segment } from './control.js';
import { button, el, fill } from './dom.js';
import { count, fromNow, t } from './language.js';
import { attempt } from './notice.js';

/** The sandboxes that are shown: tests may leave thousands. */
const SHOWN = 100;

/** The sandboxes of the server, by age. */
export async function sandboxes({ section, content }) {
  const list = await ask('GET', '/sandboxes', { world: false });
  const act = async (action, done) => {
    const succeeded = await attempt(async () => {
      await action();
      await sandboxes({ section, content });
    }, done);
    if (succeeded) section.querySelector('h2').focus();
  };
  const create = () =>
    act(() => ask('POST', '/sandboxes', { world: false, body: {} }), t('sandboxCreated'));
  fill(
    content,
    el('p', {}, t('sandboxesHow')),
    el('div', { class: 'actions' }, button(t('createSandbox'), create)),
    list.length === 0 && el('p', { class: 'empty' }, t('noSandboxes')),
    list.length > 0 &&
      el(
        'ul',
        { class: 'rows' },
        list.slice(0, SHOWN).map((each) => row(each, act)),
      ),
    list.length > SHOWN && el('p', { class: 'hint' }, count('moreSandboxes', list.length - SHOWN)),
  );
}

function row({ id, age, expires }, act) {
  const path = `/sandboxes/${segment(id)}`;
  const end =
    expires === null
      ? t('never')
      : t('expires', { when: fromNow(Date.parse(expires) - Date.now()) });
  return el(
    'li',
    { class: 'row' },
    el(
      'div',
      { class: 'row-main' },
      el('b', {}, id),
      ' ',
      el('span', { class: 'hint' }, `${t('createdAgo', { when: fromNow(-age) })}, ${end}`),
    ),
    el(
      'div',
      { class: 'actions' },
      button(
        t('drop'),
        () => act(() => ask('DELETE', path, { world: false }), t('sandboxDropped')),
        { 'aria-label': `${t('drop')} ${id}` },
      ),
    ),
  );
}
