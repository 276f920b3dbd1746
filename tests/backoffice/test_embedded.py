"""The embedded services, really started, killed and started again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from backoffice import embedded
from backoffice.embedded import identity, processes
from backoffice.embedded.postgres import APPLICATION, OWNER, SUPERUSER, Postgres
from backoffice.embedded.valkey import Valkey

CHECKOUT = Path(__file__).resolve().parents[2]


def services_in(home: Path) -> embedded.Services:
    """Return servers as an installation has them: what they confirmed outlives a kill."""
    return embedded.Services(
        home=home,
        postgres=Postgres(home / "postgres"),
        valkey=Valkey(home / "valkey"),
    )


@pytest.fixture(autouse=True)
def unchanged_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        monkeypatch.setenv(name, os.environ.get(name, ""))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.Services]:
    """An installation that runs, below a long path with a space in it."""
    home = tmp_path_factory.mktemp("home") / "a long name with spaces" / ("deep " * 20).strip()
    services = services_in(home)
    home.mkdir(parents=True, mode=0o700)
    services.start()
    yield services
    services.stop()


def ask(url: str, question: str) -> object:
    with psycopg.connect(url, autocommit=True) as session:
        answer = session.execute(question.encode())
        # A command that returns no rows has nothing to fetch.
        row = answer.fetchone() if answer.description else None
    return None if row is None else row[0]


def database(services: embedded.Services) -> Postgres:
    assert services.postgres is not None
    return services.postgres


def queue_of(services: embedded.Services) -> redis.Redis:
    assert services.valkey is not None
    return redis.Redis.from_url(services.valkey.url())


class TestTheDatabase:
    def test_connects_the_application_as_a_role_without_privileges(
        self, made: embedded.Services
    ) -> None:
        answer = ask(
            database(made).url(APPLICATION),
            "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls "
            "FROM pg_roles WHERE rolname = current_user",
        )

        assert answer is False

    def test_lets_the_application_make_no_table(self, made: embedded.Services) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(database(made).url(APPLICATION), "CREATE TABLE mine (id int)")

    def test_belongs_to_an_owner_who_is_no_superuser(self, made: embedded.Services) -> None:
        answer = ask(
            database(made).url(OWNER),
            "SELECT rolsuper FROM pg_roles WHERE rolname = current_user",
        )

        assert answer is False

    def test_refuses_a_wrong_password(self, made: embedded.Services) -> None:
        url = f"postgresql://{SUPERUSER}:wrong@127.0.0.1:{database(made).port()}/postgres"

        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(url)

    @pytest.mark.parametrize(
        ("question", "answer"),
        [
            ("SHOW data_checksums", "on"),
            ("SHOW listen_addresses", "127.0.0.1"),
            ("SHOW unix_socket_directories", ""),
            ("SHOW timezone", "UTC"),
            ("SELECT datlocprovider::text FROM pg_database WHERE datname = 'backoffice'", "b"),
            ("SELECT extname::text FROM pg_extension WHERE extname = 'vector'", "vector"),
            ("SELECT upper('straße' COLLATE \"pg_unicode_fast\")", "STRASSE"),
        ],
    )
    def test_is_set_up_as_agreed(self, made: embedded.Services, question: str, answer: str) -> None:
        assert ask(database(made).url(SUPERUSER, "backoffice"), question) == answer

    def test_keeps_its_files_to_itself(self, made: embedded.Services) -> None:
        folder = database(made).folder

        assert folder.stat().st_mode & 0o077 == 0
        assert database(made).data.stat().st_mode & 0o077 == 0
        for secret in folder.glob("*.password"):
            assert secret.stat().st_mode & 0o777 == 0o600

    def test_leaves_the_folders_above_it_as_they_were(self, made: embedded.Services) -> None:
        assert made.home.stat().st_mode & 0o777 == 0o700


class TestTheQueue:
    def test_refuses_whoever_has_no_password(self, made: embedded.Services) -> None:
        assert made.valkey is not None
        port = queue_of(made).connection_pool.connection_kwargs["port"]

        with pytest.raises(redis.exceptions.AuthenticationError):
            redis.Redis(host="127.0.0.1", port=port, retry=Retry(NoBackoff(), 0)).ping()

    def test_shows_its_password_to_no_list_of_processes(self, made: embedded.Services) -> None:
        assert made.valkey is not None
        password = made.valkey.url().split("@")[0].rpartition(":")[2]

        command = Path(f"/proc/{made.valkey.pid()}/cmdline").read_text()

        assert password not in command


class TestAfterAKill:
    def test_both_servers_come_back_with_what_was_in_them(self, made: embedded.Services) -> None:
        ask(database(made).url(OWNER), "CREATE TABLE kept (n) AS VALUES (7)")
        queue_of(made).set("kept", "7")
        time.sleep(1.1)  # the queue reaches the disk every second
        kill_both(made)

        made.start()

        assert ask(database(made).url(OWNER), "SELECT n FROM kept") == 7
        assert queue_of(made).get("kept") == b"7"

    def test_a_note_with_another_programs_number_is_forgotten(
        self, made: embedded.Services
    ) -> None:
        """The number of the killed server was given to somebody else meanwhile."""
        note = database(made).data / "postmaster.pid"
        lines = note.read_text().splitlines(keepends=True)
        kill_both(made)
        with subprocess.Popen(["sleep", "60"]) as other:
            note.write_text("".join([f"{other.pid}\n", *lines[1:]]))

            made.start()

            assert database(made).pid() not in {None, other.pid}
            assert other.poll() is None
            other.kill()


def kill_both(services: embedded.Services) -> None:
    assert services.valkey is not None
    for pid, mark in (
        (database(services).pid(), str(database(services).data)),
        (services.valkey.pid(), str(services.valkey.folder / "valkey.conf")),
    ):
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        assert processes.wait_until(
            lambda pid=pid, mark=mark: not processes.is_alive(pid, mark=mark),  # type: ignore[misc]
            seconds=10,
        )


class TestBorrowing:
    def test_starts_for_the_first_and_stops_for_the_last(self, tmp_path: Path) -> None:
        services = services_in(tmp_path / "shared")

        with embedded.borrowed(services):
            first_pid = database(services).pid()
            with embedded.borrowed(services):
                assert database(services).pid() == first_pid
            assert database(services).pid() == first_pid

        assert first_pid is not None
        assert database(services).pid() is None
        assert services.valkey is not None
        assert services.valkey.pid() is None

    def test_takes_the_addresses_out_of_the_environment_again(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("REDIS_URL")
        services = embedded.Services(
            home=tmp_path, postgres=None, valkey=Valkey(tmp_path / "valkey")
        )

        with embedded.borrowed(services):
            assert os.environ["REDIS_URL"].startswith("redis://:")

        assert "REDIS_URL" not in os.environ

    def test_embeds_nothing_where_addresses_are_set(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://someone@elsewhere/books")
        monkeypatch.setenv("REDIS_URL", "redis://elsewhere")

        services = embedded.Services.wanted(tmp_path / "home")
        with embedded.borrowed(services):
            pass

        assert not services.are_needed
        assert not (tmp_path / "home").exists()

    def test_two_installations_run_side_by_side(
        self, made: embedded.Services, tmp_path: Path
    ) -> None:
        other = services_in(tmp_path / "other")

        with embedded.borrowed(other):
            ports = {database(made).port(), database(other).port()}
            answers = {queue_of(made).ping(), queue_of(other).ping()}

        assert len(ports) == 2
        assert None not in ports
        assert answers == {True}
        assert database(made).port() is not None


class TestThrowawayServers:
    def test_end_with_the_process_that_started_them(self, tmp_path: Path) -> None:
        script = (
            "from pathlib import Path; import time\n"
            "from backoffice.embedded.postgres import Postgres\n"
            "from backoffice.embedded.valkey import Valkey\n"
            f"home = Path({str(tmp_path)!r})\n"
            "Postgres(home / 'postgres', is_durable=False).start()\n"
            "Valkey(home / 'valkey', is_durable=False).start()\n"
            "print('up', flush=True); time.sleep(60)\n"
        )
        with subprocess.Popen(
            [sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=CHECKOUT
        ) as starter:
            assert starter.stdout is not None
            assert starter.stdout.readline() == b"up\n"
            starter.kill()

        for server in (Postgres(tmp_path / "postgres"), Valkey(tmp_path / "valkey")):
            assert processes.wait_until(lambda s=server: s.pid() is None, seconds=20)  # type: ignore[misc]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to drop to another account")
@pytest.mark.skipif(not os.environ.get("CI"), reason="adds an account to the machine: CI only")
class TestRootWithoutNamespaces:
    def test_runs_as_an_account_of_its_own_behind_closed_folders(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(identity, "namespaces_work", lambda: False)
        home = tmp_path / "closed"
        home.mkdir(mode=0o700)
        server = Postgres(home / "postgres", is_durable=False)

        server.start()
        pid = server.pid()
        user = Path(f"/proc/{pid}/status").read_text().split("Uid:\t")[1].split()[0]
        server.stop()

        assert int(user) != 0
        assert home.stat().st_mode & 0o777 == 0o700
        assert server.pid() is None
