module.exports = (response, status, code, headers = {}) => {
  const type = `urn:faire-simple:probleme:${code}`;
  response.status(status).set({ ...headers, 'Content-Type': 'application/problem+json' });
  response.send(JSON.stringify({ type, title: code, status, code }));
};
