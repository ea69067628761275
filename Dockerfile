# syntax=docker/dockerfile:1

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json tsconfig.json tsconfig.build.json ./
RUN npm ci
COPY src src
RUN npm run build && npm prune --omit=dev
# Of its sources and its binaries for eight platforms, only the binary of this one is loaded.
RUN cd node_modules/better-sqlite3 && rm -r deps src \
  && find prebuilds -type f ! -name "linux-$(node -p process.arch).node" -delete

FROM node:24-slim
LABEL org.opencontainers.image.title="faire-simple-mock" \
  org.opencontainers.image.description="A mock server of the faire-simple API (SGMAP)" \
  org.opencontainers.image.version="0.1.0" \
  org.opencontainers.image.licenses="MIT"
WORKDIR /app
ENV NODE_ENV=production
# The loopback address of a container cannot be reached from outside; `-p` publishes the port.
ENV FAIRE_SIMPLE_MOCK_HOST=0.0.0.0
# Everybody who can reach the port could use the control plane: FAIRE_SIMPLE_MOCK_CONTROL=true enables it, with a token in
# FAIRE_SIMPLE_MOCK_CONTROL_TOKEN.
ENV FAIRE_SIMPLE_MOCK_CONTROL=false
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY bin bin
COPY fixtures fixtures
COPY openapi openapi
COPY page page
COPY README.md README.fr.md ./
COPY docs/*.md docs/*.svg docs/
# Node's compile cache, filled by a first start during the build. The server later writes nothing but a --database, so that
# the root file system can be read-only.
ENV NODE_COMPILE_CACHE=/app/.cache
RUN mkdir .cache && chown node .cache
USER node
RUN node bin/faire-simple-mock.js exec --https -- true
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "const { FAIRE_SIMPLE_MOCK_HTTPS: https, FAIRE_SIMPLE_MOCK_PORT: port } = process.env; require(/^(1|true)$/.test(https) ? 'https' : 'http').get({ host: '127.0.0.1', port: port || 3000, rejectUnauthorized: false }, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1))"]
ENTRYPOINT ["node", "bin/faire-simple-mock.js"]
