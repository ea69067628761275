const applications = require('./applications.json');
const problem = require('./problem.cjs');

const BASIC = { 'WWW-Authenticate': 'Basic realm="faire-simple", charset="UTF-8"' };
const keys = new Map(
  applications.map(({ login, mot_de_passe, cle }) => [
    `Basic ${Buffer.from(`${login}:${mot_de_passe}`).toString('base64')}`,
    cle,
  ]),
);

module.exports = (request, response, next) => {
  const { authorization } = request.headers;
  const { key } = request.query;
  if (!authorization) return problem(response, 401, 'identification_requise', BASIC);
  if (!keys.has(authorization)) return problem(response, 401, 'identifiants_invalides', BASIC);
  if (!key) return problem(response, 403, 'cle_manquante');
  if (![...keys.values()].includes(key)) return problem(response, 403, 'cle_inconnue');
  if (keys.get(authorization) !== key) return problem(response, 403, 'cle_non_associee');
  // Further query parameters are filters: json-server would search every record for the member.
  delete request.query.key;
  next();
};
