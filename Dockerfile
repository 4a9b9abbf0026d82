# docker build -t helloback . && docker run -p 8080:8080 -v helloback:/data --env-file .env -e HELLOBACK_WEB_PASSWORD=… helloback
#
# The root file system may be read-only (docker run --read-only --tmpfs /tmp): only /data is written to.
# At a release, pin the digest of the base image in both stages (docker buildx imagetools inspect python:3.12-slim).

FROM python:3.12-slim AS build

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
RUN python -m venv /opt/helloback && python -m venv /opt/build

# The dependencies first: they change less often than the code, and stay in the layer cache.
COPY requirements/build.txt requirements/runtime.txt requirements/
RUN /opt/build/bin/pip install --require-hashes -r requirements/build.txt \
    && /opt/helloback/bin/pip install --require-hashes -r requirements/runtime.txt

COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY adapters adapters
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /dist . \
    && /opt/helloback/bin/pip install --no-deps --no-index --find-links /dist helloback \
    && /opt/helloback/bin/pip uninstall --yes pip \
    && /opt/helloback/bin/python -m compileall -q /opt/helloback/lib


FROM python:3.12-slim

RUN useradd --system --uid 10001 --no-create-home --home-dir /data helloback \
    && mkdir /data && chown helloback:helloback /data && chmod 700 /data
COPY --from=build /opt/helloback /opt/helloback

# 0.0.0.0 inside the container, hence a password is asked for: HELLOBACK_WEB_PASSWORD.
ENV PATH=/opt/helloback/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HELLOBACK_DATABASE_URL=sqlite:////data/helloback.db \
    HELLOBACK_WEB_HOST=0.0.0.0 \
    HELLOBACK_WEB_PORT=8080

# By number, so that Kubernetes can see that it is not root.
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8080

# Python only: the image has neither curl nor wget. It fails for anything but 200, and after 4 s.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['HELLOBACK_WEB_PORT'] + '/healthz', timeout=4)"]

STOPSIGNAL SIGTERM
ENTRYPOINT ["helloback"]
CMD ["run"]
