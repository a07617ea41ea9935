# The whole product in one image without shell, package manager or development files.
#
#   docker build -t chatbot .
#
# BASE_IMAGE is any Debian-like image with Node 24 and npm. Only its node and the libraries that node loads come along.
ARG BASE_IMAGE=node:24-bookworm-slim

FROM ${BASE_IMAGE} AS build
WORKDIR /app
# patches/ is applied by the postinstall script.
COPY package.json package-lock.json .npmrc ./
COPY patches patches
RUN npm ci --include=dev
COPY . .
RUN npm run build && node scripts/collect-image.mjs /rootfs/app

# What Node needs of the system: its own file, the libraries that it loads, names of hosts and users, a place to write.
RUN for file in /usr/local/bin/node $(ldd /usr/local/bin/node | grep -o '/[^ ]*') \
      /lib/*-linux-gnu/libnss_dns.so.2 /lib/*-linux-gnu/libnss_files.so.2 /lib/*-linux-gnu/libresolv.so.2; \
    do cp --parents --dereference "$file" /rootfs; done \
  && mkdir -p /rootfs/etc/ssl/certs \
  && cp /etc/ssl/certs/ca-certificates.crt /rootfs/etc/ssl/certs/ 2>/dev/null || true; \
  echo 'chatbot:x:1000:1000::/app:/nonexistent' >/rootfs/etc/passwd \
  && echo 'chatbot:x:1000:' >/rootfs/etc/group \
  && echo 'hosts: files dns' >/rootfs/etc/nsswitch.conf \
  && mkdir -m 1777 /rootfs/tmp
# The same files give the same image, whenever it is built.
ARG SOURCE_DATE_EPOCH=0
RUN find /rootfs -exec touch --no-dereference --date="@${SOURCE_DATE_EPOCH}" {} +

FROM scratch
LABEL org.opencontainers.image.title="Chatbot" \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production \
    PATH=/usr/local/bin
WORKDIR /app
COPY --from=build /rootfs /
# A number, so that Kubernetes can see that it is not root. Any other number works as well.
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/api/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "build/main.js"]
