# syntax=docker/dockerfile:1
# Two stages: build the wheel and its environment from the lock, then run it as an ordinary user
# on a file system that may be read-only (writable: /data, or any folder given by settings).
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
# The image's own certificate store, so that a mirror behind a private authority works as well.
ENV UV_SYSTEM_CERTS=true
RUN python -m venv /opt/uv && /opt/uv/bin/pip install --no-cache-dir "uv>=0.13,<0.14"
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN UV_PROJECT_ENVIRONMENT=/opt/shangan /opt/uv/bin/uv sync --frozen --no-dev --no-install-project --python python3
COPY app ./app
COPY migrations ./migrations
RUN UV_PROJECT_ENVIRONMENT=/opt/shangan /opt/uv/bin/uv sync --frozen --no-dev --no-editable --python python3 \
    && /opt/shangan/bin/python -m compileall -q /opt/shangan/lib

FROM python:3.11-slim-bookworm
RUN groupadd --system --gid 10001 shangan \
    && useradd --system --uid 10001 --gid shangan --home-dir /data --shell /usr/sbin/nologin shangan \
    && install -d -o shangan -g shangan -m 0700 /data
COPY --from=build /opt/shangan /opt/shangan
ENV PATH=/opt/shangan/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    SHANGAN_HOST=0.0.0.0 \
    SHANGAN_PORT=8000 \
    SHANGAN_DEMO=0 \
    SHANGAN_DATABASE_URL=sqlite:////data/shangan.db \
    SHANGAN_STORAGE_URL=file:///data/files \
    SHANGAN_KEY_DIRECTORY=/data/keys
USER shangan
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"SHANGAN_PORT\"]}/readyz', timeout=4)"]
# Migrations are a command of their own: `shangan migrate`, run once before the first start and after each update.
CMD ["shangan", "serve"]
