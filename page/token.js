import { openDialog } from './dialog.js';
import { button, el, labelled } from './dom.js';
import { t } from './language.js';

/** The dialog that is open, for all requests that wait for it. */
let asked;

/** Asks for the token of the control plane. Rejects with the refusal if the person has none. */
export function askToken(refusal, again) {
  asked ??= show(refusal, again).finally(() => {
    asked = undefined;
  });
  return asked;
}

function show(refusal, again) {
  return new Promise((resolve, reject) => {
    let given;
    const input = el('input', { type: 'password', autocomplete: 'off', required: true });
    const dialog = openDialog(
      t('tokenTitle'),
      (close) => [
        el('p', {}, t('tokenWhy')),
        again && el('p', { class: 'problem', role: 'alert' }, t('tokenWrong')),
        el('p', { class: 'hint', lang: 'en' }, refusal.message),
        el(
          'form',
          {
            on: {
              submit: (event) => {
                event.preventDefault();
                given = input.value;
                close();
              },
            },
          },
          labelled(t('token'), input, t('tokenHint')),
          el(
            'div',
            { class: 'actions' },
            el('button', { class: 'primary', type: 'submit' }, t('send')),
            button(t('cancel'), close),
          ),
        ),
      ],
      { small: true },
    );
    dialog.addEventListener('close', () => (given ? resolve(given) : reject(refusal)));
    input.focus();
  });
}
