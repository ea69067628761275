import { addStub } from './stubs.ts';

/** Stubs a change of partner 9 whose answer is lost, before those of status.json. */
export async function loseAnswer(root: string): Promise<void> {
  await addStub(root, {
    priority: 6,
    scenarioName: 'partner 9',
    requiredScenarioState: 'Started',
    newScenarioState: 'registered',
    request: { method: 'POST', urlPath: '/api/users/9/statut' },
    response: { fault: 'EMPTY_RESPONSE' },
  });
}
