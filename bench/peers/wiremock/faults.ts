import type { Fault } from '../../suite/mock.ts';
import { addStub } from './stubs.ts';

/** Stubs a scenario: each faulty answer leads to the next state, and the last one to the usual answers. */
export async function addFault(
  root: string,
  method: string,
  path: string,
  fault: Fault,
  times: number,
): Promise<void> {
  for (let turn = 0; turn < times; turn++) {
    await addStub(root, {
      priority: 6,
      scenarioName: `fault of ${path}`,
      requiredScenarioState: turn === 0 ? 'Started' : `${turn}`,
      newScenarioState: `${turn + 1}`,
      request: { method, urlPath: `/api${path}` },
      response: responseOf(path, fault),
    });
  }
}

function responseOf(path: string, fault: Fault): object {
  const headers = { 'Content-Type': 'application/json' };
  const bodyFileName = `${path.slice(1)}.json`;
  switch (fault.kind) {
    case 'status':
      return { status: fault.status, headers: { 'Retry-After': fault.retryAfter } };
    case 'delay':
      return { status: 200, headers, bodyFileName, fixedDelayMilliseconds: fault.milliseconds };
    default:
      return { fault: 'MALFORMED_RESPONSE_CHUNK' };
  }
}
