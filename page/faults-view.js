import { ask, segment } from './control.js';
import { button, chip, el, fill } from './dom.js';
import { faultForm } from './fault-form.js';
import { journal } from './journal.js';
import { count, t } from './language.js';
import { attempt } from './notice.js';

/** Milliseconds between two looks at the rules while requests arrive. */
const PAUSE = 1000;

/** The view of the rules of a world. */
export function faults(view) {
  const list = el('section', { class: 'card', 'aria-labelledby': 'rules' });
  let shown;
  const refresh = async () => {
    const [rules, unused] = await Promise.all([ask('GET', '/rules'), ask('GET', '/rules/unused')]);
    // The same rules are not drawn again: a person may be on one of their buttons.
    const text = JSON.stringify([rules, unused]);
    if (text === shown) return;
    shown = text;
    const label = list.contains(document.activeElement) && document.activeElement.ariaLabel;
    const left = new Set(unused.map(({ id }) => id));
    fill(
      list,
      heading(refresh),
      rules.length === 0 ? el('p', { class: 'empty' }, t('noRules')) : rows(rules, left, refresh),
    );
    if (label)
      [...list.querySelectorAll('button')].find((each) => each.ariaLabel === label)?.focus();
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
  // Requests change the counters.
  let timer;
  const stop = journal.subscribe(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      refresh().catch(() => {});
    }, PAUSE);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

function heading(refresh) {
  return el(
    'div',
    { class: 'bar' },
    el('h2', { id: 'rules', tabindex: '-1' }, t('rules')),
    button(t('refresh'), () => attempt(refresh)),
  );
}

function rows(rules, left, refresh) {
  return el(
    'ol',
    { class: 'rows' },
    rules.map((rule) => row(rule, left.has(rule.id), refresh)),
  );
}

function row(rule, unused, refresh) {
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
      el('div', { class: 'row-title' }, el('b', {}, id), ' ', marks({ unused, shadowed, held })),
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

function marks({ unused, shadowed, held }) {
  return [
    unused && chip(t('unused'), 'plain'),
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

/** The effect of a rule: its delay, and its actions in turn. */
function effect({ delay, then }) {
  const actions = then === undefined ? [] : [then].flat().map(words);
  const parts = [...(delay === undefined ? [] : [`delay ${JSON.stringify(delay)}`]), ...actions];
  return parts.map((text, index) => [index > 0 && ', ', el('code', {}, text)]);
}

/** An action with its members. */
function words({ action, ...members }) {
  const rest = Object.entries(members).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return [action, ...rest].join(' ');
}
