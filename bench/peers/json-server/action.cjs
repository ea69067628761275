const problem = require('./problem.cjs');

module.exports = (request, response, next) => {
  const { method, body } = request;
  if (method !== 'POST') return next();
  const alone = !Array.isArray(body) && Object.keys(body).join() === 'action';
  if (alone && [0, 1].includes(body.action)) return next();
  problem(response, 400, 'requete_invalide');
};
