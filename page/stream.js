import { request } from './control.js';

/** Reads server-sent events (HTML standard §9.2) from a text that arrives in parts. */
export function eventReader(onEvent) {
  let rest = '';
  return (text) => {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      const event = { type: 'message' };
      for (const line of block.split('\n')) {
        const [, field, value] = /^(\w*): ?(.*)$/s.exec(line) ?? [];
        if (field === 'event') event.type = value;
        if (field === 'id') event.id = Number(value);
        if (field === 'data') event.data = JSON.parse(value);
      }
      if (event.data !== undefined) onEvent(event);
    }
  };
}

/** Milliseconds before a broken stream is opened again: doubled up to the longest one. */
const SHORTEST = 500;
const LONGEST = 15_000;

/**
 * Follows the journal of the chosen world from a change on. A hidden tab has no stream; a stream that ends is opened again
 * after the last change. `onState` is told of each beginning and end. Returns the function that ends it.
 */
export function follow({ after, onEvent, onState }) {
  let change = after;
  let pause = SHORTEST;
  let ended = false;
  let left = false;
  let open;
  let timer;
  const read = eventReader.bind(undefined, (event) => {
    change = event.id ?? change;
    onEvent(event);
  });

  const connect = async () => {
    clearTimeout(timer);
    if (left || ended || open || document.hidden) return;
    const controller = new AbortController();
    open = controller;
    try {
      const response = await request('GET', '/journal/stream', {
        headers: { 'last-event-id': String(change) },
        signal: controller.signal,
      });
      onState(true);
      pause = SHORTEST;
      const take = read();
      const texts = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await texts.read(); !part.done; part = await texts.read()) take(part.value);
    } catch (error) {
      // An aborted or broken stream is like one that has ended; the stream of a world that has ended is not there again.
      ended ||= error.status === 404;
    }
    open = undefined;
    if (left) return;
    onState(false);
    if (ended || document.hidden) return;
    timer = setTimeout(connect, pause);
    pause = Math.min(pause * 2, LONGEST);
  };
  const visibility = () => {
    if (document.hidden) open?.abort();
    else connect();
  };
  document.addEventListener('visibilitychange', visibility);
  connect();
  return () => {
    left = true;
    clearTimeout(timer);
    open?.abort();
    document.removeEventListener('visibilitychange', visibility);
  };
}
