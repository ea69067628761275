const PARIS = new Intl.DateTimeFormat('en', {
  timeZone: 'Europe/Paris',
  year: 'numeric',
  month: 'numeric',
});

function halfYearOf(date) {
  const [month, year] = PARIS.format(new Date(date)).split('/');
  return `${year}-S${Number(month) <= 6 ? 1 : 2}`;
}

module.exports = (request, response, next) => {
  const [, path] = /^\/(actualisation|\d{4}-S[12])$/.exec(request.path) ?? [];
  if (path === undefined) return next();
  const semestre = path === 'actualisation' ? undefined : path;
  const { users, thematiques, campagnes, propositions } = request.app.db.getState();
  const answer = { genere_le: new Date(), periode: semestre ? { semestre } : null };
  for (const [name, rows] of Object.entries({
    partenaires: users,
    thematiques,
    campagnes,
    propositions,
  })) {
    answer[name] = rows.filter(
      ({ date_creation, date_modification }) =>
        !semestre || [date_creation, date_modification].map(halfYearOf).includes(semestre),
    );
  }
  response.json(answer);
};
