import t from 'tap';
import { addressBytes, certificateNames } from '../../src/tls/names.ts';

const USUAL = ['localhost', '127.0.0.1', '::1', 'host.docker.internal', 'www.faire-simple.gouv.fr'];

t.test('a certificate has the usual names', async (t) => {
  t.strictSame(certificateNames([]), USUAL);
});

for (const [given, name] of [
  ['mock.example', 'mock.example'],
  ['Mock.Example.', 'mock.example'],
  ['été.example', 'xn--t-9fab.example'],
  ['192.168.1.20', '192.168.1.20'],
  ['2001:0DB8:0:0::1', '2001:db8::1'],
  ['[2001:db8::1]', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
] as const) {
  t.test(`${given} is written ${name}`, async (t) => {
    t.strictSame(certificateNames([given]), [...USUAL, name]);
  });
}

t.test('a name is there once, and the addresses of all addresses are not', async (t) => {
  t.strictSame(
    certificateNames(['LOCALHOST', '0:0::1', '0.0.0.0', '::', 'a.example', 'a.example']),
    [...USUAL, 'a.example'],
  );
});

for (const [address, bytes] of [
  ['192.168.1.20', 'c0a80114'],
  ['::1', '00000000000000000000000000000001'],
  ['2001:db8::', '20010db8000000000000000000000000'],
  ['2001:db8::1:0:0:ff', '20010db80000000000010000000000ff'],
  ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
] as const) {
  t.test(`the bytes of ${address}`, async (t) => {
    t.equal(Buffer.from(addressBytes(address)).toString('hex'), bytes);
  });
}
