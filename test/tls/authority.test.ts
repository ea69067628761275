import { createPrivateKey, X509Certificate } from 'node:crypto';
import t from 'tap';
import { createAuthority, issue } from '../../src/tls/authority.ts';

const NOW = new Date('2026-03-14T09:26:53.589Z');
const DAY = 24 * 60 * 60 * 1000;

const days = ({ validFromDate, validToDate }: X509Certificate) =>
  (validToDate.getTime() - validFromDate.getTime()) / DAY;

t.test('an authority is made for ten years', async (t) => {
  const authority = await createAuthority(NOW);
  const certificate = new X509Certificate(authority.cert);
  t.ok(certificate.ca);
  t.match(certificate.subject, /^CN=faire-simple-mock authority [\da-f]{8}$/);
  t.equal(certificate.issuer, certificate.subject);
  t.ok(certificate.verify(certificate.publicKey), 'it has signed itself');
  t.equal(certificate.publicKey.asymmetricKeyType, 'ec');
  t.equal(certificate.validFromDate.toJSON(), '2026-03-13T09:26:53.000Z', 'a day ago');
  t.equal(days(certificate), 3650);
});

t.test('each authority has a name of its own', async (t) => {
  const [one, other] = [await createAuthority(NOW), await createAuthority(NOW)];
  t.not(new X509Certificate(one.cert).subject, new X509Certificate(other.cert).subject);
});

t.test('a server’s certificate is for its names, and for less than 398 days', async (t) => {
  const authority = await createAuthority(NOW);
  const names = ['localhost', '127.0.0.1', '::1', 'mock.example'];
  const { key, cert } = await issue(authority, names, NOW);
  const certificate = new X509Certificate(cert);
  t.notOk(certificate.ca);
  t.equal(certificate.subject, 'CN=localhost');
  t.ok(certificate.checkIssued(new X509Certificate(authority.cert)));
  t.ok(certificate.verify(new X509Certificate(authority.cert).publicKey));
  t.ok(certificate.checkPrivateKey(createPrivateKey(key)));
  t.equal(
    certificate.subjectAltName,
    'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:mock.example',
  );
  t.strictSame(certificate.keyUsage, ['1.3.6.1.5.5.7.3.1'], 'serverAuth');
  t.equal(days(certificate), 397);
});

t.test('a server’s certificate does not outlast its authority', async (t) => {
  const authority = await createAuthority(NOW);
  const { validTo, validToDate } = new X509Certificate(authority.cert);
  const late = new Date(validToDate.getTime() - 100 * DAY);
  const { cert } = await issue(authority, ['localhost'], late);
  t.equal(new X509Certificate(cert).validTo, validTo);
});

t.test('dates from 2050 on are written in their longer form', async (t) => {
  const authority = await createAuthority(new Date('2049-06-01T00:00:00Z'));
  const certificate = new X509Certificate(authority.cert);
  t.equal(certificate.validFrom, 'May 31 00:00:00 2049 GMT');
  t.equal(certificate.validTo, 'May 29 00:00:00 2059 GMT');
  // UTCTime and GeneralizedTime, each with its length (RFC 5280 §4.1.2.5).
  const dates = '\x17\x0d490531000000Z\x18\x0f20590529000000Z';
  t.ok(certificate.raw.includes(dates, 0, 'latin1'));
});
