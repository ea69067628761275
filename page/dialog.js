import { button, el, fill } from './dom.js';
import { t } from './language.js';

let last = 0;

/**
 * Opens a dialog with a title; `content` makes its children, given the function that closes it. Escape closes it, and the
 * focus goes back to where it was. `dialog.update()` makes the children again.
 */
export function openDialog(title, content, { small = false } = {}) {
  const before = document.activeElement;
  last += 1;
  const id = `dialog-${last}`;
  const body = el('div', { class: 'dialog-body' });
  const dialog = el(
    'dialog',
    { class: small ? 'small' : 'sheet', 'aria-labelledby': id },
    el(
      'header',
      { class: 'dialog-head' },
      el('h2', { id }, title),
      button(t('close'), () => dialog.close(), { class: 'quiet' }),
    ),
    body,
  );
  const close = () => dialog.close();
  dialog.update = () => fill(body, content(close));
  dialog.update();
  dialog.addEventListener('close', () => {
    dialog.remove();
    if (before?.isConnected) before.focus();
  });
  // A click on the backdrop has the dialog itself as its target.
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog && small) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Asks before something is lost; resolves with whether the person agrees. */
export function confirmed(title, text, action) {
  return new Promise((resolve) => {
    let agreed = false;
    const dialog = openDialog(
      title,
      (close) => [
        el('p', {}, text),
        el(
          'div',
          { class: 'actions' },
          button(
            action,
            () => {
              agreed = true;
              close();
            },
            { class: 'danger' },
          ),
          button(t('cancel'), close),
        ),
      ],
      { small: true },
    );
    dialog.addEventListener('close', () => resolve(agreed));
  });
}
