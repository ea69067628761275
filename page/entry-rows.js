import { button, chip, el, fill } from './dom.js';
import { openEntry } from './entry-dialog.js';
import { count, number, t } from './language.js';
import { statusChip } from './status-chip.js';

/** Places the rows of entries in a list; rows that stay are not moved, so that they keep the focus. */
export function place(list, rows, entries) {
  const wanted = new Set(entries);
  for (const [entry, row] of rows) {
    if (wanted.has(entry)) continue;
    row.element.remove();
    rows.delete(entry);
  }
  let next = list.firstChild;
  for (const entry of entries) {
    let row = rows.get(entry);
    if (row === undefined) {
      row = { element: el('li'), change: 0 };
      rows.set(entry, row);
    }
    if (row.change !== entry.change) {
      row.change = entry.change;
      drawRow(row.element, entry);
    }
    if (row.element === next) next = next.nextSibling;
    else list.insertBefore(row.element, next);
  }
}

function drawRow(element, entry) {
  let open = element.firstChild;
  if (!open) {
    open = button('', () => openEntry(entry), { class: 'entry', 'aria-haspopup': 'dialog' });
    element.append(open);
  }
  const { at, method, path, operation, duration, dropped, refusal, warnings, rules } = entry;
  fill(
    open,
    el('span', { class: 'entry-time' }, at.slice(11, 19)),
    statusChip(entry),
    el(
      'span',
      { class: 'entry-path' },
      el('b', {}, method),
      ' ',
      dropped ? t('droppedShort') : path,
    ),
    el(
      'span',
      { class: 'entry-notes' },
      refusal && chip(refusal.code, 'bad'),
      rules.map((rule) => chip(t('byRule', { rule }), 'warn')),
      warnings.length > 0 && chip(count('warningsCount', warnings.length), 'warn'),
      !refusal && operation && el('span', { class: 'hint' }, operation),
    ),
    el(
      'span',
      { class: 'entry-duration' },
      entry.state === 'running' ? '' : `${number(duration)} ms`,
    ),
  );
}

/** The arrow keys go from row to row. */
export function moveByArrows(event) {
  const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key];
  const row = step && event.target.closest('li')?.[step];
  if (!row) return;
  event.preventDefault();
  row.querySelector('button').focus();
}
