/** The attempts of a page of another origin on a control plane, in the browser; returns the answers that it could read. */
// biome-ignore lint/correctness/noUnusedVariables: the test calls it
async function attack(control) {
  const read = [];
  const calls = [
    ['GET', '/state'],
    ['POST', '/reset'],
    ['DELETE', '/journal'],
    ['PUT', '/state', '{}'],
    ['POST', '/rules', '{"id":"intruse"}'],
    ['POST', '/sandboxes', '{}'],
    ['PUT', '/snapshots/intruse'],
  ];
  for (const mode of ['cors', 'no-cors']) {
    for (const [method, path, body] of calls) {
      for (const type of ['application/json', 'text/plain']) {
        try {
          const headers = body === undefined ? {} : { 'content-type': type };
          const init = { method, mode, headers, ...(body !== undefined && { body }) };
          const response = await fetch(`${control}${path}`, init);
          if (response.type !== 'opaque')
            read.push(`${mode} ${method} ${path}: ${response.status}`);
          read.push(...(await response.text()).split('\n').filter((line) => line !== ''));
        } catch {
          // The browser keeps the answer from the page, as it should.
        }
      }
    }
  }
  for (const enctype of ['text/plain', 'application/x-www-form-urlencoded']) {
    for (const path of ['/reset', '/rules', '/sandboxes', '/clock/freeze']) {
      const frame = document.createElement('iframe');
      frame.name = `frame-${Math.random()}`;
      const form = document.createElement('form');
      Object.assign(form, { action: `${control}${path}`, method: 'post', enctype });
      form.target = frame.name;
      const input = document.createElement('input');
      Object.assign(input, { name: '{"id":"intruse","a":"', value: '"}' });
      form.append(input);
      document.body.append(frame, form);
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
      form.submit();
      await loaded;
      try {
        const text = frame.contentDocument?.body.textContent;
        if (text) read.push(`form ${path}: ${text}`);
      } catch {
        // A frame of another origin cannot be looked into.
      }
    }
  }
  const settled = (element, good) =>
    new Promise((resolve) => {
      element.addEventListener('error', () => resolve());
      element.addEventListener(good, () => {
        read.push(`${element.constructor.name}: ${good}`);
        resolve();
      });
    });
  const image = new Image();
  image.src = `${control}/state`;
  await settled(image, 'load');
  const events = new EventSource(`${control}/journal/stream`);
  await settled(events, 'open');
  events.close();
  return read;
}
