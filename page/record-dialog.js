import { ask, segment } from './control.js';
import { openDialog } from './dialog.js';
import { button, el, labelled } from './dom.js';
import { t } from './language.js';
import { attempt } from './notice.js';

/** Opens a record to read, change, restore or delete it; `changed` is called after a change. */
export function openRecord(collection, key, changed) {
  return attempt(async () => {
    const path = `/records/${segment(collection)}/${key}`;
    const record = await ask('GET', path);
    openDialog(`${collection}/${key}`, (close) => editor(path, record, { close, changed }));
  });
}

function editor(path, record, { close, changed }) {
  const text = JSON.stringify(record, null, 2);
  const area = el('textarea', {
    rows: Math.min(24, text.split('\n').length + 1),
    spellcheck: 'false',
    class: 'code',
  });
  area.value = text;
  const act = (action, done) =>
    attempt(async () => {
      await action();
      close();
      await changed();
    }, done);
  const save = () =>
    act(async () => {
      const change = changeOf(record, parse(area.value));
      if (change) await ask('PATCH', path, { body: change });
    }, t('savedRecord'));
  return [
    labelled(t('recordJson'), area, t('recordHint')),
    el(
      'div',
      { class: 'actions' },
      button(t('save'), save, { class: 'primary' }),
      button(t('undo'), () => act(() => ask('POST', `${path}/restore`), t('undone', { name: '' }))),
      button(t('delete'), () => act(() => ask('DELETE', path), t('deleted')), { class: 'danger' }),
      button(t('cancel'), close),
    ),
  ];
}

function parse(text) {
  const value = JSON.parse(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Error(t('notObject'));
}

/** Only the members that the person has changed: another client may have changed others. */
function changeOf(before, after) {
  const merge = Object.fromEntries(
    Object.entries(after).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]),
    ),
  );
  const remove = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  if (Object.keys(merge).length + remove.length === 0) return;
  return { ...(Object.keys(merge).length > 0 && { merge }), ...(remove.length > 0 && { remove }) };
}
