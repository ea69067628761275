let start;

module.exports = (request, response, next) => {
  const { db } = request.app;
  start ??= structuredClone(db.getState());
  if (request.path !== '/__reset') return next();
  db.setState(structuredClone(start));
  response.end();
};
