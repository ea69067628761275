const problem = require('./problem.cjs');

module.exports = (request, response, next) => {
  const [, uid] = /^\/users\/(\d+)/.exec(request.path) ?? [];
  const users = request.app.db.get('users');
  if (uid === undefined || users.find({ uid: Number(uid) }).value()) return next();
  problem(response, 404, 'partenaire_inconnu');
};
