import { clock } from './clock.js';
import { ask } from './control.js';
import { confirmed } from './dialog.js';
import { button, el, fill } from './dom.js';
import { t } from './language.js';
import { attempt } from './notice.js';
import { sandboxes } from './sandboxes.js';
import { snapshots } from './snapshots.js';

/** The view of the clock, the snapshots and the reset of a world, and of the sandboxes. */
export function worlds(view) {
  const parts = {
    clock: card('clock'),
    snapshots: card('snapshots'),
    sandboxes: card('sandboxes'),
  };
  const refresh = async () => {
    await Promise.all([
      clock(parts.clock),
      snapshots(parts.snapshots, refresh),
      sandboxes(parts.sandboxes),
    ]);
  };
  const reset = async () => {
    if (await confirmed(t('resetTitle'), t('resetWhat'), t('reset'))) {
      await attempt(async () => {
        await ask('POST', '/reset');
        await refresh();
      }, t('wasReset'));
    }
  };
  fill(
    view,
    parts.clock.section,
    parts.snapshots.section,
    el(
      'section',
      { class: 'card', 'aria-labelledby': 'reset' },
      el('h2', { id: 'reset' }, t('reset')),
      el('p', {}, t('resetHow')),
      el('div', { class: 'actions' }, button(t('resetWorld'), reset, { class: 'danger' })),
    ),
    parts.sandboxes.section,
  );
  attempt(refresh);
}

/** A section with its heading, and the place of its content. */
function card(name) {
  const content = el('div', {});
  const section = el(
    'section',
    { class: 'card', 'aria-labelledby': name },
    el('h2', { id: name, tabindex: '-1' }, t(name)),
    content,
  );
  return { section, content };
}
