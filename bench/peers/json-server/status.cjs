module.exports = (request, response, next) => {
  const [, uid] = /^\/users\/(\d+)\/statut$/.exec(request.path) ?? [];
  if (uid === undefined) return next();
  const { action: statut } = request.body;
  const { app } = request;
  const user = app.db.get('users').find({ uid: Number(uid) });
  if (user.value().statut !== statut) {
    const now = app.locals.now ?? `${new Date().toISOString().slice(0, 19)}Z`;
    const date = statut === 1 ? 'date_inscription' : 'date_desinscription';
    user.assign({ statut, date_modification: now, [date]: now }).write();
  }
  response.json({ uid: Number(uid), statut, date_modification: user.value().date_modification });
};
