import { ANSWERS } from './answers.ts';
import type { Behaviour } from './behaviour.ts';
import { RECORDS } from './records.ts';
import { REQUESTS } from './requests.ts';

const ALL = { ...REQUESTS, ...RECORDS, ...ANSWERS } as const;

/** The name of a behaviour in its row's id. */
export type BehaviourName = keyof typeof ALL;

/** All behaviours, in the order of the text and its silences. */
export const BEHAVIOURS: Readonly<Record<BehaviourName, Behaviour>> = ALL;
