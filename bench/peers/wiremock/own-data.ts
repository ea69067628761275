import { send } from '../../suite/client.ts';
import type { Account } from '../../suite/mock.ts';
import { addStub } from './stubs.ts';

/** Stubs one partner, and the list, with changed members. */
export async function change(
  root: string,
  account: Account,
  uid: number,
  members: object,
): Promise<void> {
  const users: { uid: number }[] = (await send(account, '/users')).json();
  const changed = users.map((user) => (user.uid === uid ? { ...user, ...members } : user));
  const bodies = {
    '/api/users': changed,
    [`/api/users/${uid}`]: changed.find((user) => user.uid === uid),
  };
  for (const [urlPath, jsonBody] of Object.entries(bodies)) {
    const headers = { 'Content-Type': 'application/json' };
    const response = { status: 200, headers, jsonBody };
    await addStub(root, { priority: 9, request: { method: 'GET', urlPath }, response });
  }
}
