import path from 'node:path';
import type { Json } from '../suite/client.ts';
import type { Account, Fault } from '../suite/mock.ts';
import { accountsAt } from './accounts.ts';
import { control } from './files.ts';
import type { Peer } from './peer.ts';

const COMMAND = path.join(import.meta.dirname, '..', '..', 'bin', 'faire-simple-mock.js');

/** The action of a rule for each fault. */
function effectOf(fault: Fault): object {
  if (fault.kind === 'delay') return { delay: fault.milliseconds };
  // biome-ignore lint/suspicious/noThenProperty: the name in the rules' grammar; nobody awaits a rule
  return { then: actionOf(fault) };
}

function actionOf(fault: Exclude<Fault, { kind: 'delay' }>): object {
  if (fault.kind === 'cut') return { action: 'cut' };
  if (fault.kind === 'lost') return { action: 'drop', perform: true };
  const headers = { 'retry-after': fault.retryAfter };
  return { action: 'answer', status: fault.status, headers };
}

/** This project's server, with its default options and no configuration. */
export const ours: Peer = {
  name: 'faire-simple-mock',
  package: 'faire-simple-mock',
  note: { en: '', fr: '' },
  plain: [],
  workarounds: {},
  cannot: {},
  identification: [],
  configure({ folder, fixtures, port, https = false }) {
    const options = ['--port', `${port}`, '--fixtures', fixtures];
    if (https) options.push('--https', '--https-dir', folder);
    return [process.execPath, COMMAND, ...options];
  },
  abilities(root) {
    const [{ login }] = accountsAt(root) as [Account];
    const ask = (method: string, path: string, body?: unknown): Promise<Json> =>
      control(method, `${root}/_mock${path}`, body);
    return {
      reset: () => ask('POST', '/reset'),
      requests: async () => {
        const entries = await ask('GET', '/journal');
        return entries.map(({ method, path, requestBody }: Json) => ({
          method,
          path: path?.replace('/api', ''),
          body: requestBody?.text ?? '',
        }));
      },
      fault: (method, path, fault, times) =>
        ask('POST', '/rules', { match: { method, path }, times, ...effectOf(fault) }),
      change: (uid, merge) => ask('PATCH', `/records/users/${uid}`, { merge }),
      freeze: (at) => ask('POST', '/clock/freeze', { at }),
      revoke: () => ask('POST', `/applications/${login}/rotate-key`),
      isolate: async () => {
        const make = async () => ({ url: `${root}/api`, ...(await ask('POST', '/sandboxes', {})) });
        return [await make(), await make()];
      },
    };
  },
};
