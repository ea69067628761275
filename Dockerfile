# syntax=docker/dockerfile:1

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json tsconfig.json tsconfig.build.json ./
RUN npm ci
COPY src src
RUN npm run build && npm prune --omit=dev

FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production
# Inside a container the loopback address could not be reached; `-p` decides who may from outside.
ENV FAIRE_SIMPLE_MOCK_HOST=0.0.0.0
# Who reaches the port must not control the server unasked: give CONTROL=true and CONTROL_TOKEN to let tests do so.
ENV FAIRE_SIMPLE_MOCK_CONTROL=false
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY bin bin
COPY fixtures fixtures
# Node's compile cache, which a first start fills. Later nothing is written but a --database: the root file system can be
# read-only.
ENV NODE_COMPILE_CACHE=/app/.cache
RUN mkdir .cache && chown node .cache
USER node
RUN node bin/faire-simple-mock.js exec -- true
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.FAIRE_SIMPLE_MOCK_PORT || 3000}/`).then(({ok}) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/faire-simple-mock.js"]
