import { ask } from './control.js';
import { button, el, labelled, select } from './dom.js';
import { count, t } from './language.js';
import { attempt } from './notice.js';
import { state } from './state.js';

/** The usual faults: a rule's actions, by the key of their words. */
const FAULTS = {
  fault503: { then: { action: 'answer', status: 503, headers: { 'retry-after': '1' } } },
  fault500: { then: { action: 'answer', status: 500 } },
  fault429: { then: { action: 'answer', status: 429, headers: { 'retry-after': '1' } } },
  faultSlow: { delay: { fixed: 5000 } },
  faultCut: { then: { action: 'cut' } },
  faultDrop: { then: { action: 'drop' } },
  faultBroken: { then: { action: 'broken-json' } },
  faultHold: { then: { action: 'hold' } },
  faultStall: { then: { action: 'stall' } },
};

/**
 * The faults as buttons: one click adds a rule. With `fixed`, the operation and the record are given; else the person
 * chooses the operation. `added` is called after it.
 */
export function faultForm(fixed, added = () => {}) {
  const times = el('input', { type: 'number', min: 1, max: 1000, value: 3, required: true });
  const operations = state.facts.operations.map(({ operationId }) => [operationId]);
  const operation = fixed ? undefined : select([['', t('everyOperation')], ...operations], '');
  const add = (name) => () => {
    if (!times.reportValidity()) return;
    const about = fixed ?? (operation.value ? { operation: operation.value } : {});
    const rule = { ...about, ...FAULTS[name], times: times.valueAsNumber };
    attempt(
      async () => {
        await ask('POST', '/rules', { body: rule });
        await added();
      },
      `${t(name)}: ${count('timesCount', rule.times)}`,
    );
  };
  return el(
    'div',
    { class: 'fault-form' },
    el(
      'div',
      { class: 'filters' },
      operation && labelled(t('operation'), operation),
      labelled(t('times'), times),
    ),
    el(
      'div',
      { class: 'actions', role: 'group', 'aria-label': t('usualFaults') },
      Object.keys(FAULTS).map((name) => button(t(name), add(name))),
    ),
  );
}
