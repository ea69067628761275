import { addStub } from './stubs.ts';

/** Stubs the POST of a status with a date. */
export async function freeze(root: string, at: string): Promise<void> {
  await addStub(root, {
    priority: 9,
    request: { method: 'POST', urlPathPattern: '/api/users/\\d+/statut' },
    response: {
      status: 200,
      headers: { 'Content-Type': 'application/json' },
      transformers: ['response-template'],
      body: `{"uid": {{request.pathSegments.[2]}},
        "statut": {{jsonPath request.body '$.action'}}, "date_modification": "${at}"}`,
    },
  });
}
