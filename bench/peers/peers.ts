import { jsonServer } from './json-server/peer.ts';
import { mockoon } from './mockoon/peer.ts';
import type { Peer } from './peer.ts';
import { prism } from './prism/peer.ts';
import { wiremock } from './wiremock/peer.ts';

/** The other mock servers. */
export const PEERS: readonly Peer[] = [jsonServer, prism, mockoon, wiremock];
