import t from 'tap';
import applications from '../../fixtures/applications.json' with { type: 'json' };
import { banner } from '../../src/cli/banner.ts';
import { trustHints } from '../../src/cli/trust-hints.ts';
import type { RunningServer } from '../../src/start.ts';

const PLAIN = {
  url: 'http://127.0.0.1:3000',
  apiUrl: 'http://127.0.0.1:3000/api',
  application: applications[0],
} as unknown as RunningServer;

const SECURE = {
  ...PLAIN,
  url: 'https://127.0.0.1:3443',
  apiUrl: 'https://127.0.0.1:3443/api',
  httpUrl: 'http://127.0.0.1:3000',
  docsUrl: 'https://127.0.0.1:3443/docs',
  controlUrl: 'http://127.0.0.1:3000/_mock',
  caUrl: 'http://127.0.0.1:3000/ca.pem',
};

t.test('the banner of a server without more than the API', async (t) => {
  const text = banner(PLAIN, undefined);
  t.match(text, /^ {2}API {7}http:\/\/127\.0\.0\.1:3000\/api$/m);
  t.notMatch(text, /Address|HTTP {2}|Docs|Control|Watching|authority/);
  t.match(text, /^ {2}curl -u demo:/m);
});

t.test('the banner of one with HTTPS, plain HTTP, documentation and control plane', async (t) => {
  const text = banner(SECURE, './fixtures');
  t.match(text, /^ {2}HTTP {6}http:\/\/127\.0\.0\.1:3000$/m);
  t.match(text, /^ {2}Docs {6}https:\/\/127\.0\.0\.1:3443\/docs$/m);
  t.match(text, /^ {2}Control {3}http:\/\/127\.0\.0\.1:3000\/_mock$/m);
  t.match(text, /^ {2}Watching {2}\.\/fixtures$/m);
  t.match(text, /^ {2}curl -o ca\.pem http:\/\/127\.0\.0\.1:3000\/ca\.pem$/m);
  t.match(text, /^ {2}curl --cacert ca\.pem -u demo:/m);
});

t.test('the authority in a file is not fetched', async (t) => {
  const text = banner({ ...SECURE, caFile: 'tls folder/ca.pem' } as RunningServer, undefined);
  t.notMatch(text, /curl -o/);
  t.match(text, /^ {2}curl --cacert 'tls folder\/ca\.pem' -u demo:/m);
});

t.test('behind another URL, the address is told', async (t) => {
  const text = banner({ ...PLAIN, apiUrl: 'https://mock.example/api' } as RunningServer, undefined);
  t.match(text, /^ {2}Address {3}http:\/\/127\.0\.0\.1:3000$/m);
});

t.test('the authority is fetched without trust where there is no plain HTTP', async (t) => {
  const caUrl = 'https://127.0.0.1:3443/ca.pem';
  t.match(trustHints({ caUrl, caFile: undefined })?.fetch, /^curl -k -o ca\.pem https:/);
  t.equal(trustHints({ caUrl: undefined, caFile: undefined }), undefined);
});
