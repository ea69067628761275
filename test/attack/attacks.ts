import type { Attack } from './attack.ts';
import { bytes } from './bytes.ts';
import { canary } from './canary.ts';
import { connections } from './connections.ts';
import { disks } from './disks.ts';
import { fuzz } from './fuzz.ts';
import { kill } from './kill.ts';
import { properties } from './properties.ts';
import { soak } from './soak.ts';
import { timing } from './timing.ts';
import { unread } from './unread.ts';

/** All attacks, in the order in which `npm run test:attack` runs them. */
export const ATTACKS: readonly Attack[] = [
  properties,
  fuzz,
  bytes,
  canary,
  kill,
  disks,
  connections,
  unread,
  timing,
  soak,
];
