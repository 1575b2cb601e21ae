# ctxtrim without Python on the host:
#   docker run --rm --user "$(id -u):$(id -g)" --volume "$PWD:/context" ctxtrim audit
FROM python:3.13-slim AS build
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev
WORKDIR /src
COPY LICENSE README.md pyproject.toml setup.cfg setup.py ./
COPY ctxtrim ctxtrim
RUN pip install --no-cache-dir --no-compile --prefix=/installed .

FROM python:3.13-slim
RUN apt-get update && apt-get install --yes --no-install-recommends git && rm -rf /var/lib/apt/lists/*
COPY --from=build /installed /usr/local
WORKDIR /context
USER 65534:65534
ENTRYPOINT ["ctxtrim"]
