const problem = require('./problem.cjs');

const READ =
  /^\/(accueil|users(\/\d+)?|thematiques|campagnes|propositions|actualisation|\d+-S[12])$/;
const WRITE = /^\/users\/\d+\/statut$/;

module.exports = (request, response, next) => {
  const { path, method } = request;
  const allowed = READ.test(path) ? ['GET', 'HEAD'] : WRITE.test(path) ? ['POST'] : [];
  if (allowed.length === 0) return problem(response, 404, 'ressource_inconnue');
  if (allowed.includes(method)) return next();
  problem(response, 405, 'methode_non_autorisee', { Allow: allowed.join(', ') });
};
