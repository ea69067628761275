module.exports = (request, response, next) => {
  if (request.path !== '/__freeze') return next();
  request.app.locals.now = request.body.at;
  response.end();
};
