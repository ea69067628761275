const faults = [];

module.exports = (request, response, next) => {
  if (request.path === '/__fault') {
    faults.push(request.body);
    return response.end();
  }
  const found = faults.find(
    ({ method, path, times }) => times > 0 && method === request.method && path === request.path,
  );
  if (found === undefined) return next();
  found.times--;
  const { kind, status, retryAfter, milliseconds } = found.fault;
  if (kind === 'status') return response.status(status).set('Retry-After', retryAfter).end();
  if (kind === 'delay') return setTimeout(next, milliseconds);
  // The handlers after this one send with this method.
  response.send = (body) => {
    if (kind === 'lost') return request.socket.destroy();
    response.set({ 'Content-Type': 'application/json', 'Content-Length': body.length });
    response.write(body.slice(0, body.length / 2), () => request.socket.destroy());
  };
  next();
};
