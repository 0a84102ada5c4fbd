# The service in one image: `serve` is the API, `worker` one worker; both need the same database and storage.
FROM python:3.13-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN python -m venv /faktum \
 && /faktum/bin/pip install --no-cache-dir --constraint constraints.txt ".[ocr,server,llm]"

FROM python:3.13-slim-bookworm
RUN useradd --create-home --uid 1000 faktum \
 && install -d -o faktum -g faktum /data
COPY --from=build /faktum /faktum
ENV PATH=/faktum/bin:$PATH FAKTUM_DATA_DIR=/data FAKTUM_LOG_FORMAT=json PYTHONUNBUFFERED=1
USER 1000
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["faktum"]
CMD ["serve", "--host", "0.0.0.0"]
