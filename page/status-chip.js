import { chip } from './dom.js';
import { t } from './language.js';

/** The status of an entry, in words where it has none. */
export function statusChip({ state, status }) {
  if (state === 'running') return chip(t('running'), 'plain');
  const kind = status === 0 || status >= 500 ? 'bad' : status >= 400 ? 'warn' : 'good';
  const text = status === 0 ? t('noAnswer') : String(status);
  return chip(
    state === 'aborted' && status > 0 ? `${text}, ${t('aborted')}` : text,
    state === 'aborted' ? 'bad' : kind,
  );
}
