let requests = [];

module.exports = (request, response, next) => {
  const { method, path, body } = request;
  if (path === '/__requests') return response.json(requests);
  if (path === '/__reset') requests = [];
  if (path.startsWith('/__')) return next();
  requests.push({ method, path, body: JSON.stringify(body) });
  next();
};
