import t from 'tap';
import { Epoch } from '../../src/world/epoch.ts';

t.test('an epoch destroys what is bound to it when it ends, once', async (t) => {
  const epoch = new Epoch();
  const destroyed: string[] = [];
  const responseOf = (name: string) => ({ destroy: () => destroyed.push(name) });
  const released = responseOf('released');
  epoch.bind(responseOf('one'));
  epoch.bind(released);
  epoch.release(released);
  t.equal(epoch.ended, false);
  epoch.end();
  epoch.end();
  t.strictSame([epoch.ended, epoch.signal.aborted, destroyed], [true, true, ['one']]);
  epoch.bind(responseOf('late'));
  t.strictSame(destroyed, ['one', 'late']);
});
