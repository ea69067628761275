import t from 'tap';
import { call, postStatut, start } from '../../helpers.ts';
import { launch, open, skip, until } from './browser.ts';

t.setTimeout(200_000);

/** A question of a person who has opened the page: the clicks that lead to the answer, and the answer. */
const QUESTIONS: readonly (readonly [
  question: string,
  clicks: readonly string[],
  answer: RegExp,
])[] = [
  ['How do I send a first request?', [], /curl -u demo:demo 'http:/],
  ['Where is the documentation?', [], /Swagger UI, to read and try the API/],
  ['Which operations are certain?', [], /POST \/users\/\{uid\}\/statut documented/],
  [
    'Which fields are certain?',
    ['POST /users/{uid}/statut'],
    /action documented 1 pour inscription/,
  ],
  ['Did my request arrive?', ['Requests'], /POST \/api\/users\/7\/statut/],
  [
    'Why was my request refused?',
    ['Requests', 'POST /api/users/7/statut'],
    /Why it was refused.*Sans guillemets/s,
  ],
  [
    'Which password did it accept?',
    ['Requests', 'GET /api/users/8'],
    /the password of login demo is wrong/,
  ],
  [
    'What is questionable about it?',
    ['Requests', 'GET /api/users/9'],
    /the query parameter "uid" is unknown/,
  ],
  ['How do I make every operation answer 503?', ['Faults', 'Answer 503'], /Answer 503: 3 times/],
  [
    'How do I make this one fail?',
    ['Requests', 'GET /api/users/9', 'Answer 503'],
    /Answer 503: 3 times/,
  ],
  ['Which data did my program change?', ['Data'], /users\/3 modified statut before: 1 → after: 0/],
  ['How do I undo that?', ['Data', 'Undo users/3'], /The data are those of the start/],
  [
    'How do I start over?',
    ['Clock and worlds', 'Reset the world', 'Reset'],
    /The world is as at the start/,
  ],
  ['Which time is it for the server?', ['Clock and worlds'], /2016-03-14 09:26:53 UTC frozen/],
  ['Which rules are in the way?', ['Faults'], /second not used up shadowed by first/],
];

t.test('a person’s questions are answered within three clicks', { skip }, async (t) => {
  const browser = await launch(t);
  for (const [question, clicks, answer] of QUESTIONS) {
    t.test(question, async (t) => {
      t.ok(clicks.length <= 3);
      const server = await start(t);
      server.freezeClock('2016-03-14T09:26:53Z');
      await postStatut(server, 7, { action: '1' });
      await call(server, '/users/8', { user: 'demo:wrong' });
      await call(server, '/users/9?uid=9');
      await postStatut(server, 3, { action: 0 });
      server.replaceRules(
        ['first', 'second'].map((id) => ({ id, match: { uid: 3 }, then: { action: 'stall' } })),
      );
      const page = await open(t, browser, server);
      for (const name of clicks) {
        const target = page
          .locator('a:not(.guides a), button, summary', { hasText: name })
          .or(page.getByLabel(name, { exact: true }));
        await target.last().click();
      }
      await until(async () => {
        const texts = await page.evaluate<string>(
          "document.body.innerText + ' ' + document.body.textContent",
        );
        return answer.test(texts.replace(/\s+/g, ' '));
      });
    });
  }
  t.test('How do I make it answer 503 twice?', async (t) => {
    const server = await start(t);
    const page = await open(t, browser, server);
    await page.locator('.tabs').getByRole('link', { name: 'Faults' }).click();
    await page.getByLabel('How many times').fill('2');
    await page.getByRole('button', { name: 'Answer 503' }).click();
    await page.getByText('Answer 503: 2 times').waitFor();
    const statuses = [];
    for (let count = 0; count < 3; count++) statuses.push((await call(server, '/users/7')).status);
    t.strictSame(statuses, [503, 503, 200]);
  });
});
