# One image for all services: the working directory picks the service.
#
#     docker build -t tracewalk:0.1.0 .
#     docker run --rm -w /app/services/coinflip -p 127.0.0.1:8088:8088 tracewalk:0.1.0
#
# For both platforms, the same bytes whoever builds it:
#
#     SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) docker buildx build --platform linux/amd64,linux/arm64 \
#       --build-arg REVISION=$(git rev-parse HEAD) -t <registry>/tracewalk:0.1.0 --push .
#
# Behind a proxy or with mirrors: --build-arg HTTPS_PROXY=..., NPM_CONFIG_REGISTRY=..., NODE_IMAGE=...,
# RUNTIME_IMAGE=...; credentials and certificate authorities of a registry: --secret id=npmrc,src=$HOME/.npmrc.
# There is no `# syntax` line: what every Docker brings along is enough, and one image less to pull.
ARG NODE_IMAGE=node:24-bookworm-slim
ARG RUNTIME_IMAGE=gcr.io/distroless/nodejs24-debian12:nonroot

# What npm reads, and nothing else: as long as that stays the same, so do the installed packages.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS manifests
WORKDIR /app
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete

# The optional packages are left out: they are the Node and the Postgres of a laptop. Type declarations and
# source maps are half of what remains. Nothing is compiled, so one folder serves every platform; a native addon
# would end the build.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS dependencies
ARG NPM_CONFIG_REGISTRY
WORKDIR /image/app
COPY --from=manifests /app .
RUN --mount=type=cache,target=/root/.npm --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund \
    && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.[cm]ts' \) -delete \
    && test -z "$(find node_modules -name '*.node')" \
    && chmod -R u=rwX,go=rX /image && find /image -exec touch --no-dereference --date=@0 {} +

# The scripts and styles of the page: the same on every platform. What builds them stays behind.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS page
ARG NPM_CONFIG_REGISTRY
WORKDIR /app
COPY --from=manifests /app .
RUN --mount=type=cache,target=/root/.npm --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm ci --workspace @tracewalk/frontend --ignore-scripts --no-audit --no-fund
COPY packages packages
COPY services/frontend services/frontend
COPY tsconfig.json tsconfig.browser.json ./
RUN node_modules/.bin/vite build services/frontend

# The small layer that a change of code rebuilds: readable by everyone, whatever the umask of who builds it.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS code
ARG SOURCE_DATE_EPOCH=0
WORKDIR /image/app
COPY packages packages
COPY services services
COPY test test
COPY --from=page /app/services/frontend/dist services/frontend/dist
RUN chmod -R u=rwX,go=rX /image \
    # A volume that Docker makes belongs to whom the folder in the image belongs to.
    && mkdir -p /image/var/spool/broker && chown 65532:65532 /image/var/spool/broker \
    && find /image -exec touch --no-dereference --date=@$SOURCE_DATE_EPOCH {} +

# For `skaffold dev`: tar and writable sources for its file sync; Node restarts the service whose file changed.
FROM ${NODE_IMAGE} AS dev
# With the cache, a restart compiles what has changed and nothing else.
ENV NODE_ENV=production NODE_OPTIONS=--max-semi-space-size=1 HOST=0.0.0.0 NODE_COMPILE_CACHE=/tmp/node-compile-cache
USER 65532:65532
COPY --from=dependencies --chown=65532:65532 /image /
COPY --chown=65532:65532 . /app
COPY --from=page --chown=65532:65532 /app/services/frontend/dist /app/services/frontend/dist
WORKDIR /app/services/frontend
ENTRYPOINT ["node"]
# Folders, and not just --watch: that forgets a file with a syntax error, and would not see it mended.
CMD ["--watch-path=.", "--watch-path=../../packages/service", "--watch-path=../../packages/telemetry", "--watch-path=../../packages/faults", \
     "--watch-preserve-output", "--env-file=../common.env", "--env-file=.env", \
     "--import", "@tracewalk/telemetry/register", "src/main.ts"]

# For everything else, and therefore last: no shell, no package manager, nothing to write to.
FROM ${RUNTIME_IMAGE} AS production
# A small young generation: ten services share the memory of a laptop.
# HOST: every address, since in a container loopback is the container's own.
ENV PATH=/nodejs/bin:$PATH NODE_ENV=production NODE_OPTIONS=--max-semi-space-size=1 HOST=0.0.0.0
USER 65532:65532
COPY --from=dependencies /image /
COPY --from=code /image /
WORKDIR /app/services/frontend
ENTRYPOINT ["node"]
CMD ["--env-file=../common.env", "--env-file=.env", "--import", "@tracewalk/telemetry/register", "src/main.ts"]
ARG REVISION
LABEL org.opencontainers.image.title="tracewalk" \
      org.opencontainers.image.description="Microservices that show distributed tracing with OpenTelemetry" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="Apache-2.0"
