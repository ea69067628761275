const problem = require('./problem.cjs');

const revoked = new Set();

module.exports = (request, response, next) => {
  if (request.path === '/__revoke') {
    revoked.add(request.body.key);
    return response.end();
  }
  if (revoked.has(request.query.key)) return problem(response, 403, 'cle_inconnue');
  next();
};
