import { ask, segment } from './control.js';
import { button, chip, el, fill } from './dom.js';
import { faultForm } from './fault-form.js';
import { count, t } from './language.js';
import { attempt } from './notice.js';
import { state } from './state.js';

/** The view of the rules of a world. */
export function faults(view) {
  const list = el('section', { class: 'card', 'aria-labelledby': 'rules' });
  const refresh = async () => {
    const rules = await ask('GET', '/rules');
    fill(
      list,
      heading(refresh),
      rules.length === 0 ? el('p', { class: 'empty' }, t('noRules')) : rows(rules, refresh),
    );
  };
  fill(
    view,
    el(
      'section',
      { class: 'card', 'aria-labelledby': 'usual' },
      el('h2', { id: 'usual' }, t('usualFaults')),
      el('p', {}, t('usualHow')),
      faultForm(undefined, refresh),
    ),
    list,
  );
  attempt(refresh);
}

function heading(refresh) {
  return el(
    'div',
    { class: 'bar' },
    el('h2', { id: 'rules', tabindex: '-1' }, t('rules')),
    button(t('refresh'), () => attempt(refresh)),
  );
}

function rows(rules, refresh) {
  return el(
    'ol',
    { class: 'rows' },
    rules.map((rule) => row(rule, refresh)),
  );
}

function row(rule, refresh) {
  const { id, matched, acted, shadowed, held } = rule;
  const path = `/rules/${segment(id)}`;
  const act = (action, done) => async () => {
    if (
      await attempt(async () => {
        await action();
        await refresh();
      }, done)
    ) {
      document.getElementById('rules')?.focus();
    }
  };
  return el(
    'li',
    { class: 'row' },
    el(
      'div',
      { class: 'row-main' },
      el('div', { class: 'row-title' }, el('b', {}, id), ' ', marks({ acted, shadowed, held })),
      el('p', {}, about(rule), ' → ', effect(rule)),
      el(
        'p',
        { class: 'hint' },
        t('counters', {
          matched: count('matchedCount', matched),
          acted: count('actedCount', acted),
        }),
      ),
    ),
    el(
      'div',
      { class: 'actions' },
      held > 0 &&
        state.operations.has('releaseRule') &&
        button(
          t('release'),
          act(() => ask('POST', `${path}/release`, { body: {} }), t('released')),
          { 'aria-label': `${t('release')} ${id}` },
        ),
      button(
        t('delete'),
        act(() => ask('DELETE', path), t('deleted')),
        { 'aria-label': `${t('delete')} ${id}` },
      ),
    ),
  );
}

function marks({ acted, shadowed, held = 0 }) {
  return [
    acted === 0 && chip(t('unused'), 'plain'),
    ' ',
    shadowed && chip(t('shadowed', { id: shadowed }), 'warn'),
    held > 0 && chip(count('heldCount', held), 'warn'),
  ];
}

/** The requests that a rule concerns. */
function about({ operation, match = {}, after, times, probability }) {
  const conditions = Object.entries(match).map(([name, value]) => [
    ' ',
    el('code', {}, `${name} ${JSON.stringify(value)}`),
  ]);
  return [
    operation
      ? el('code', {}, operation)
      : t(conditions.length > 0 ? 'requestsWith' : 'everyRequest'),
    conditions,
    after ? `, ${count('afterCount', after)}` : '',
    times ? `, ${count('timesCount', times)}` : '',
    probability !== undefined ? `, ${t('probability', { probability })}` : '',
  ];
}

function effect({ delay, then }) {
  return [
    delay !== undefined && el('code', {}, `delay ${JSON.stringify(delay)}`),
    delay !== undefined && then !== undefined && ' + ',
    then !== undefined && el('code', {}, JSON.stringify(then)),
  ];
}
