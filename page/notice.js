import { button, el, fill } from './dom.js';
import { t } from './language.js';

/** Read out by screen readers when its text changes. */
const region = el('div', { class: 'notices', role: 'status' });
document.body.append(region);

let timer;

/** Tells the person what was done. */
export function notify(text) {
  show(el('p', { class: 'notice' }, text));
  clearTimeout(timer);
  timer = setTimeout(() => fill(region), 6000);
}

function show(notice) {
  // A modal dialog makes all but itself inert.
  const host = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
  if (region.parentNode !== host) host.append(region);
  fill(region, notice);
}

/** Runs an action of a person; an error is shown until it is dismissed. Returns whether the action succeeded. */
export async function attempt(action, done) {
  try {
    await action();
    if (done) notify(done);
    return true;
  } catch (error) {
    if (error.name === 'AbortError') return false;
    clearTimeout(timer);
    const dismiss = button(t('close'), () => fill(region), { class: 'quiet' });
    const text = error.status === 0 ? t('unreachable') : error.message;
    show(el('div', { class: 'notice problem' }, el('p', { lang: 'en' }, text), dismiss));
    return false;
  }
}

/** Copies a text; without a secure context there is no clipboard, and the text stays selected for the person. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    notify(t('copied'));
  } catch {
    const area = el(
      'textarea',
      { class: 'copied', readonly: true, 'aria-label': t('toCopy') },
      text,
    );
    show(el('div', { class: 'notice' }, el('p', {}, t('toCopy')), area));
    area.select();
  }
}
