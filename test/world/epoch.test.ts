import t from 'tap';
import { Epoch } from '../../src/world/epoch.ts';

t.test('an epoch calls back once when it ends, unless a call was withdrawn', async (t) => {
  const epoch = new Epoch();
  const called: string[] = [];
  epoch.onEnd(() => called.push('one'));
  epoch.onEnd(() => called.push('withdrawn'))();
  t.equal(epoch.ended, false);
  epoch.end();
  epoch.end();
  t.strictSame([epoch.ended, epoch.signal.aborted, called], [true, true, ['one']]);
  epoch.onEnd(() => called.push('late'))();
  t.strictSame(called, ['one', 'late']);
});
