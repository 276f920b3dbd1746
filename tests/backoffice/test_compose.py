"""The path for production: the compose file is valid, closed, and its commands really run."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import psycopg
import pytest
import yaml

from backoffice import embedded, env
from backoffice.embedded.postgres import Postgres
from backoffice.embedded.valkey import Valkey, program
from backoffice.management.commands.make_secrets import fresh

COMPOSE: dict[str, Any] = yaml.safe_load((env.CHECKOUT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("roles", "migrate", "web", "worker", "scheduler")


class TestTheFile:
    def test_is_what_the_compose_specification_says(self) -> None:
        vendor = files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"

        jsonschema.validate(COMPOSE, json.loads(vendor.read_text()))

    def test_opens_no_port_but_the_pages(self) -> None:
        assert {name for name, service in SERVICES.items() if "ports" in service} == {"web"}
        assert SERVICES["web"]["ports"] == ["${PUBLISH:-127.0.0.1:8000}:8000"]

    def test_takes_every_secret_from_a_file(self) -> None:
        for service in SERVICES.values():
            for name, value in service.get("environment", {}).items():
                if re.search(r"PASSWORD|SECRET|DATABASE_URL|OWNER_URL|REDIS_URL", name):
                    assert name.endswith("_FILE")
                    assert Path(value).name in service["secrets"]

    def test_names_every_secret_and_volume_it_uses(self) -> None:
        used = {secret for service in SERVICES.values() for secret in service["secrets"]}
        mounted = {
            volume.partition(":")[0]
            for service in SERVICES.values()
            for volume in service.get("volumes", [])
        }

        assert used == set(COMPOSE["secrets"]) == set(fresh())
        assert mounted == set(COMPOSE["volumes"])

    @pytest.mark.parametrize("name", ["db", "redis", "web", "worker", "scheduler"])
    def test_asks_every_lasting_service_how_it_is(self, name: str) -> None:
        assert SERVICES[name]["healthcheck"]["test"]

    @pytest.mark.parametrize("name", ["web", "worker", "scheduler"])
    def test_starts_what_reads_tables_after_the_migrations(self, name: str) -> None:
        condition = SERVICES[name]["depends_on"]["migrate"]["condition"]

        assert condition == "service_completed_successfully"

    @pytest.mark.parametrize("name", OURS)
    def test_gives_our_processes_no_more_than_they_need(self, name: str) -> None:
        service = SERVICES[name]

        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert ("database_superuser_url" in service["secrets"]) is (name == "roles")
        assert ("database_owner_url" in service["secrets"]) is (name in {"roles", "migrate"})


class TestTheImage:
    def test_runs_as_nobody_special_and_installs_by_hash(self) -> None:
        text = (env.CHECKOUT / "Dockerfile").read_text()

        assert "\nUSER tieout\n" in text
        assert "--require-hashes -r requirements.txt" in text

    def test_starts_the_same_web_server_as_the_compose_file(self) -> None:
        text = (env.CHECKOUT / "Dockerfile").read_text()
        command = re.search(r"^CMD (\[.*\])$", text, flags=re.M)

        assert command is not None
        assert json.loads(command[1]) == SERVICES["web"]["command"]

    def test_carries_neither_secrets_nor_state(self) -> None:
        left_out = (env.CHECKOUT / ".dockerignore").read_text().split()

        assert {"secrets", "var", ".env", ".git"} <= set(left_out)


class Stage:
    """What the containers would find: a database server, a queue and a secret each in a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.secrets = folder / "secrets"
        self.postgres = Postgres(folder / "postgres", is_durable=False)
        self.valkey = Valkey(folder / "valkey", is_durable=False)

    def open(self) -> None:
        self.postgres.start()
        self.valkey.start()
        self.secrets.mkdir()
        for name, value in fresh().items():
            (self.secrets / name).write_text(self._at_home(name, value))

    def close(self) -> None:
        self.valkey.stop()
        self.postgres.stop()

    def environment(self, service: str) -> dict[str, str]:
        given = {
            name: str(value).replace("/run/secrets", str(self.secrets))
            for name, value in SERVICES[service]["environment"].items()
        }
        given["ALLOWED_HOSTS"] = re.sub(r"\$\{.*\}", "backoffice.example", given["ALLOWED_HOSTS"])
        given["FORWARDED_ALLOW_IPS"] = "127.0.0.1"
        given["WEB_PROCESSES"] = "2"
        given["BACKOFFICE_HOME"] = str(self.folder / "state")
        return {"PATH": os.environ["PATH"], **given}

    def run(self, service: str, *more: str) -> "subprocess.CompletedProcess[str]":
        words = SERVICES[service]["command"]
        assert words[:2] == ["python", "manage.py"]
        return self.manage(service, *words[2:], *more)

    def manage(self, service: str, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=env.CHECKOUT, env=self.environment(service),
            capture_output=True, text=True, timeout=180, check=False,
        )  # fmt: skip

    def _at_home(self, name: str, value: str) -> str:
        if name == "redis_url":
            return self.valkey.url()
        if name == "database_superuser_url":
            return self.postgres.url("postgres", "postgres")
        return value.replace("@db:5432/backoffice", f"@127.0.0.1:{self.postgres.port()}/production")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = Stage(tmp_path_factory.mktemp("compose"))
    try:
        made.open()
        for service in ("roles", "migrate"):
            done = made.run(service)
            assert done.returncode == 0, done.stderr
        yield made
    finally:
        made.close()


@pytest.mark.slow
class TestTheCommands:
    def test_migrating_again_does_no_harm(self, stage: Stage) -> None:
        for service in ("roles", "migrate"):
            assert stage.run(service).returncode == 0

    def test_the_application_may_not_rewrite_the_trail(self, stage: Stage) -> None:
        url = (stage.secrets / "database_url").read_text()

        with psycopg.connect(url) as session:
            rights = session.execute(
                "SELECT has_table_privilege('audit_auditevent', 'INSERT'),"
                " has_table_privilege('audit_auditevent', 'UPDATE, DELETE, TRUNCATE'),"
                " has_table_privilege('intake_document', 'UPDATE')"
            ).fetchone()

        assert rights == (True, False, True)

    def test_the_web_server_would_start(self, stage: Stage) -> None:
        done = stage.run("web", "--check")

        assert done.returncode == 0, done.stderr

    def test_a_worker_takes_what_waits_and_ends(self, stage: Stage) -> None:
        done = stage.run("worker", "--burst")

        assert done.returncode == 0, done.stderr

    def test_the_scheduler_rings_and_is_healthy_afterwards(self, stage: Stage) -> None:
        stage.manage(
            "scheduler", "shell", "-c", "import django_rq as q; q.get_connection().flushall()"
        )
        before = stage.manage("scheduler", *health_of("scheduler"))
        rung = stage.run("scheduler", "--once")
        after = stage.manage("scheduler", *health_of("scheduler"))

        assert before.returncode == 1
        assert rung.returncode == 0, rung.stderr
        assert after.returncode == 0, after.stderr

    def test_web_and_worker_answer_their_health_checks(self, stage: Stage) -> None:
        port = embedded.processes.free_port()
        words = [*SERVICES["web"]["command"][2:-1], f"127.0.0.1:{port}"]
        running = [
            subprocess.Popen(
                [sys.executable, "manage.py", *command],
                cwd=env.CHECKOUT, env=stage.environment(service),
            )
            for service, command in (("web", words), ("worker", SERVICES["worker"]["command"][2:]))
        ]  # fmt: skip
        try:
            healthy = [
                embedded.processes.wait_until(
                    lambda words=words: stage.manage("web", *words).returncode == 0,  # type: ignore[misc]
                    seconds=60,
                )
                for words in ([*health_of("web"), "--port", str(port)], health_of("worker"))
            ]
        finally:
            for process in running:
                process.terminate()
            endings = [process.wait(timeout=60) for process in running]

        assert healthy == [True, True]
        assert endings == [0, 0]

    def test_the_queue_takes_its_password_from_the_file(self, stage: Stage) -> None:
        words = SERVICES["redis"]["command"]
        line = words[-1].replace("$$", "$").replace("/run/secrets", str(stage.secrets))
        place = stage.folder / "bin"
        place.mkdir(exist_ok=True)
        shutil.copy(program(), place / "valkey-server")
        port = embedded.processes.free_port()
        data = stage.folder / "queue"
        data.mkdir(exist_ok=True)
        with subprocess.Popen(
            [*words[:-1], f"{line.replace('/data', str(data))} --port {port}"],
            env={"PATH": f"{place}:{os.environ['PATH']}"},
            stdout=subprocess.DEVNULL,
        ) as server:
            try:
                import redis

                password = (stage.secrets / "redis_password").read_text()
                client = redis.Redis(port=port, password=password)
                answered = embedded.processes.wait_until(lambda: pings(client), seconds=20)
            finally:
                server.terminate()

        assert answered


def health_of(service: str) -> list[str]:
    words: list[str] = SERVICES[service]["healthcheck"]["test"]
    assert words[:3] == ["CMD", "python", "manage.py"]
    return words[3:]


def pings(client: Any) -> bool:
    import redis

    try:
        return bool(client.ping())
    except redis.exceptions.ConnectionError:
        return False
