const problem = require('./problem.cjs');

module.exports = (request, response, next) => {
  if (request.method !== 'POST' || request.is('application/json')) return next();
  problem(response, 415, 'type_non_supporte');
};
