/** Fields that curl makes itself, or that hold a secret. */
const LEFT = new Set([
  'host',
  'authorization',
  'content-length',
  'connection',
  'user-agent',
  'accept-encoding',
  'transfer-encoding',
  'expect',
]);

/** A text as a word of a shell: nothing in it is run. */
function quote(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * A request as a line for a POSIX shell, with the variables of the environment that `exec` sets in place of secrets.
 * The body is what the journal has of it.
 */
export function curlOf({ method, path, query, headers, requestBody }) {
  const words = ['curl'];
  const body = requestBody?.text;
  if (method === 'HEAD') words.push('--head');
  // With a body, curl would send a POST.
  else if (method !== 'GET' || body) words.push('--request', quote(method));
  const { authorization } = headers;
  if (authorization?.startsWith('Basic ')) {
    words.push('--user', '"$FAIRE_SIMPLE_LOGIN:$FAIRE_SIMPLE_PASSWORD"');
  } else if (authorization !== undefined) {
    words.push('--header', quote(`Authorization: ${authorization}`));
  }
  for (const [name, value] of Object.entries(headers)) {
    if (LEFT.has(name) || (name === 'accept' && value === '*/*')) continue;
    // An empty field needs a semicolon: with a colon, curl would leave it out.
    words.push('--header', quote(value === '' ? `${name};` : `${name}: ${value}`));
  }
  if (body) {
    // curl would send the type of a form.
    if (headers['content-type'] === undefined) words.push('--header', quote('content-type:'));
    words.push('--data-raw', quote(body));
  }
  words.push('--globoff', '--path-as-is', urlOf(path, query));
  return words.join(' ');
}

function urlOf(path, query) {
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().map((value) => [name, value]),
  );
  let word = `"$FAIRE_SIMPLE_URL"${quote(path.replace(/^.*?\/api(?=\/|$)/, ''))}`;
  pairs.forEach(([name, value], index) => {
    const prefix = `${index === 0 ? '?' : '&'}${encodeURIComponent(name)}=`;
    const secret = name === 'key' && value === '***';
    word += secret
      ? `${quote(prefix)}"$FAIRE_SIMPLE_KEY"`
      : quote(`${prefix}${encodeURIComponent(value)}`);
  });
  return word;
}
