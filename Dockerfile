# The image of web, workers, scheduler and the migration job: one image, four commands.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /srv/tieout
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install --no-deps --require-hashes -r requirements.txt
COPY . .
RUN BACKOFFICE_HOME=/tmp/build STATIC_ROOT=/srv/static \
    /opt/venv/bin/python manage.py collectstatic --noinput -v 0

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    BACKOFFICE_HOME=/var/lib/tieout \
    STATIC_ROOT=/srv/static
RUN useradd --system --uid 10001 --home-dir /var/lib/tieout --create-home tieout
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/static /srv/static
COPY --from=build /srv/tieout /srv/tieout
WORKDIR /srv/tieout
USER tieout
VOLUME /var/lib/tieout
EXPOSE 8000
CMD ["python", "manage.py", "serve", "--bind", "0.0.0.0:8000"]
