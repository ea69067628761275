import { ask } from './control.js';
import { button, chip, el, fill, labelled } from './dom.js';
import { t } from './language.js';
import { attempt } from './notice.js';

/** The steps by which a click advances the clock, as durations. */
const STEPS = [
  ['plusHour', 'PT1H'],
  ['plusDay', 'P1D'],
  ['plusMonth', 'P30D'],
];

/** The clock of the world, and the ways to set it. */
export async function clock({ section, content }) {
  const reading = await ask('GET', '/clock');
  const at = el('input', { type: 'datetime-local', step: 1, value: reading.now.slice(0, 19) });
  const act = (path, body, done) => async () => {
    const succeeded = await attempt(async () => {
      await ask('POST', `/clock/${path}`, { body });
      await clock({ section, content });
    }, done);
    if (succeeded) section.querySelector('h2').focus();
  };
  const given = () => `${at.value.length === 16 ? `${at.value}:00` : at.value.slice(0, 19)}Z`;
  fill(
    content,
    el(
      'p',
      { class: 'clock' },
      el('time', { datetime: reading.now }, reading.now.replace('T', ' ').replace('Z', ' UTC')),
      ' ',
      chip(t(`clock_${reading.mode}`), reading.mode === 'real' ? 'good' : 'warn'),
    ),
    el('div', { class: 'filters' }, labelled(t('time'), at)),
    el(
      'div',
      { class: 'actions' },
      button(t('setClock'), () => act('set', { at: given() }, t('clockSet'))()),
      button(t('freezeClock'), () => act('freeze', { at: given() }, t('clockFrozen'))()),
      STEPS.map(([key, by]) => button(t(key), act('advance', { by }, t('clockAdvanced')))),
      button(t('realClock'), act('real', undefined, t('clockReal'))),
    ),
  );
}
