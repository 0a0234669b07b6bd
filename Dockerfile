# crm_server and crmctl on Debian 12. The database is what DATABASE_URL names, else /data/crm.db.
FROM debian:12 AS build
WORKDIR /libcrm
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates
COPY cmake/install-packages.sh cmake/install-packages.sh
RUN cmake/install-packages.sh
COPY . .
RUN CRM_BUILD_CLI=ON cmake/build-server.sh

FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
      libsqlite3-0 libpq5 libssl3 libcctz2 libcsv3 libphonenumber8 libcrypt1 tzdata ca-certificates \
  && rm -rf /var/lib/apt/lists/* && useradd --system --home-dir /data --create-home crm
COPY --from=build /libcrm/build/server/bin/ /usr/local/bin/
USER crm
WORKDIR /data
VOLUME /data
EXPOSE 5000
# TLS is added by what stands before the container: name its addresses, or give a certificate.
CMD ["crm_server", "--bind", "0.0.0.0", "--behind-proxy", "172.16.0.0/12,10.0.0.0/8,192.168.0.0/16"]
