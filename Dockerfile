# syntax=docker/dockerfile:1

# Everything that building needs. patches/ is applied by the postinstall script.
FROM node:20-slim AS deps
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY patches patches
RUN npm ci --include=dev

FROM deps AS build
COPY . .
RUN npm run build

# What running needs: neither tools nor the embedded PostgreSQL, which is an optional dependency.
FROM node:20-slim AS prod-deps
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY patches patches
RUN npm ci --omit=dev --omit=optional

FROM node:20-slim AS runtime
ENV NODE_ENV=production
WORKDIR /app
COPY --from=prod-deps /app/node_modules node_modules
COPY --from=build /app/build build
COPY db/migrations db/migrations
COPY package.json ./
# A number, so that Kubernetes can see that it is not root; it is the image's user `node`.
USER 1000
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/api/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "build/main.js"]
