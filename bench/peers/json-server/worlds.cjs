const worlds = new Map();
let start;

// The handlers after this one do not wait for anything: the state stays the caller's until the answer.
module.exports = (request, _response, next) => {
  const { db } = request.app;
  const { authorization } = request.headers;
  start ??= structuredClone(db.getState());
  if (!worlds.has(authorization)) worlds.set(authorization, structuredClone(start));
  db.setState(worlds.get(authorization));
  next();
};
