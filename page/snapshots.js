import { ask, segment } from './control.js';
import { button, el, fill, labelled } from './dom.js';
import { t } from './language.js';
import { attempt } from './notice.js';

/** The snapshots of the world: save, restore, delete. */
export async function snapshots({ section, content }, refresh) {
  const list = await ask('GET', '/snapshots');
  const name = el('input', {
    required: true,
    maxlength: 100,
    pattern: '[A-Za-z0-9._\\-]+',
    autocomplete: 'off',
  });
  const act = async (action, done) => {
    const succeeded = await attempt(async () => {
      await action();
      await refresh();
    }, done);
    if (succeeded) section.querySelector('h2').focus();
  };
  const save = (event) => {
    event.preventDefault();
    act(() => ask('PUT', `/snapshots/${segment(name.value)}`), t('snapshotSaved'));
  };
  fill(
    content,
    el('p', {}, t('snapshotsHow')),
    el(
      'form',
      { class: 'filters', on: { submit: save } },
      labelled(t('snapshotName'), name, t('snapshotHint')),
      el('button', { type: 'submit' }, t('save')),
    ),
    list.length > 0 &&
      el(
        'ul',
        { class: 'rows' },
        list.map((each) => row(each, act)),
      ),
  );
}

function row({ name, created }, act) {
  const path = `/snapshots/${segment(name)}`;
  return el(
    'li',
    { class: 'row' },
    el(
      'div',
      { class: 'row-main' },
      el('b', {}, name),
      ' ',
      el(
        'time',
        { class: 'hint', datetime: created },
        created.replace('T', ' ').replace('Z', ' UTC'),
      ),
    ),
    el(
      'div',
      { class: 'actions' },
      button(t('restore'), () => act(() => ask('POST', `${path}/restore`), t('restored')), {
        'aria-label': `${t('restore')} ${name}`,
      }),
      button(t('delete'), () => act(() => ask('DELETE', path), t('deleted')), {
        'aria-label': `${t('delete')} ${name}`,
      }),
    ),
  );
}
