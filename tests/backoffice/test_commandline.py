"""Commands and the whole installation, as processes: started, stopped, killed, at once."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from backoffice import embedded, env
from backoffice.embedded import processes
from backoffice.embedded.postgres import Postgres
from backoffice.embedded.valkey import Valkey

pytestmark = pytest.mark.slow

ASK_AND_WAIT = """
from django.db import connection
import time
time.sleep({seconds})
with connection.cursor() as cursor:
    cursor.execute("SELECT current_user")
    print(cursor.fetchone()[0])
"""


class Installation:
    """One folder, and the environment of somebody who set no address."""

    def __init__(self, home: Path) -> None:
        self.home = home
        addressed = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "BACKOFFICE_BORROWED"}
        kept = {name: value for name, value in os.environ.items() if name not in addressed}
        self.environment = {**kept, "BACKOFFICE_HOME": str(home), "WEB_PROCESSES": "1"}

    def start(self, *words: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, env.CHECKOUT / "manage.py", *words],
            env=self.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def manage(self, *words: str) -> "subprocess.CompletedProcess[str]":
        process = self.start(*words)
        out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    def ask(self, *, after: float = 0) -> "subprocess.Popen[str]":
        return self.start("shell", "-v", "0", "-c", ASK_AND_WAIT.format(seconds=after))

    def is_quiet(self) -> bool:
        return Postgres(self.home / "postgres").pid() is None and (
            Valkey(self.home / "valkey").pid() is None
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation whose tables are there, and which nobody uses."""
    made = Installation(tmp_path_factory.mktemp("installation") / "here")
    first = made.ask()
    assert first.communicate(timeout=120)[0] == "backoffice_app\n"
    yield made
    made.manage("services", "stop")


class TestOneCommand:
    def test_works_from_another_folder_on_a_fresh_store(self, installed: Installation) -> None:
        """The fixture ran one on nothing at all; here the tables it made are looked at."""
        done = installed.manage("migrate", "--check", "-v", "0")

        assert done.returncode == 0, done.stderr

    def test_leaves_nothing_running(self, installed: Installation) -> None:
        assert installed.ask().wait(timeout=60) == 0

        assert installed.is_quiet()

    def test_waits_little_for_the_services(self, installed: Installation) -> None:
        """Start and stop of both servers, over data that is there: 0.3 s on a quiet machine."""
        home = installed.home
        services = embedded.Services(home, Postgres(home / "postgres"), Valkey(home / "valkey"))
        taken = []
        for _ in range(3):
            began = time.monotonic()
            services.start()
            services.stop()
            taken.append(time.monotonic() - began)

        assert min(taken) < 1.0

    def test_keeps_standard_output_for_its_answer(self, tmp_path: Path) -> None:
        done = Installation(tmp_path / "new").manage("services", "status", "--json")

        assert json.loads(done.stdout)["database"] == "stopped"

    def test_ends_quietly_when_its_reader_has_seen_enough(self, installed: Installation) -> None:
        process = installed.start("cash", "precision", "--json")
        assert process.stdout is not None
        process.stdout.close()

        _, err = process.communicate(timeout=120)

        assert (process.returncode, err) == (0, "")

    def test_answers_2_to_wrong_usage(self, installed: Installation) -> None:
        assert installed.manage("no_such_command").returncode == 2
        assert installed.manage("services", "explode").returncode == 2

    def test_gives_the_services_back_when_it_is_told_to_end(self, installed: Installation) -> None:
        process = installed.ask(after=60)
        assert processes.wait_until(lambda: not installed.is_quiet(), seconds=30)
        time.sleep(1.0)

        process.terminate()

        assert process.wait(timeout=30) == 128 + signal.SIGTERM
        assert installed.is_quiet()


class TestTwoCommandsAtOnce:
    def test_the_first_to_end_does_not_stop_the_other(self, installed: Installation) -> None:
        short, long = installed.ask(), installed.ask(after=3)

        assert short.communicate(timeout=60)[0] == "backoffice_app\n"
        assert long.communicate(timeout=60)[0] == "backoffice_app\n"
        assert installed.is_quiet()

    def test_one_that_was_killed_is_forgotten_by_the_next(self, installed: Installation) -> None:
        killed = installed.ask(after=60)
        assert processes.wait_until(lambda: not installed.is_quiet(), seconds=30)
        killed.kill()
        killed.communicate()
        assert not installed.is_quiet()

        assert installed.ask().communicate(timeout=60)[0] == "backoffice_app\n"
        assert installed.is_quiet()

    def test_a_fresh_store_is_made_once(self, tmp_path: Path) -> None:
        fresh = Installation(tmp_path / "fresh")
        both = [fresh.ask(), fresh.ask()]

        answers = [process.communicate(timeout=120)[0] for process in both]

        assert answers == ["backoffice_app\n", "backoffice_app\n"]
        assert fresh.is_quiet()


class TestTheWholeInstallation:
    @pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
    def test_serves_says_where_and_stops_clean(
        self, installed: Installation, sign: signal.Signals
    ) -> None:
        process = run_until_it_answers(installed)

        process.send_signal(sign)
        out, err = process.communicate(timeout=60)

        assert process.returncode == 0, err
        assert "Tieout runs at http://127.0.0.1:" in out
        for role in ("operator", "controller", "admin", "leader", "auditor"):
            assert f"  {role} " in out
        assert installed.is_quiet()

    def test_two_run_side_by_side(self, installed: Installation, tmp_path: Path) -> None:
        other = Installation(tmp_path / "other")
        shutil.copytree(installed.home, other.home)
        running = [run_until_it_answers(installed), run_until_it_answers(other)]
        addresses = {(place.home / "address").read_text() for place in (installed, other)}

        for process in running:
            process.terminate()
        endings = [process.wait(timeout=60) for process in running]

        assert len(addresses) == 2
        assert endings == [0, 0]

    def test_leaves_no_worker_behind_when_it_is_killed(self, installed: Installation) -> None:
        process = run_until_it_answers(installed)
        children = children_of(process.pid)
        assert len(children) >= 4  # web, two workers, scheduler

        process.kill()
        process.communicate()

        assert processes.wait_until(lambda: not any(map(exists, children)), seconds=30)
        assert installed.ask().communicate(timeout=60)[0] == "backoffice_app\n"
        assert installed.is_quiet()


def run_until_it_answers(place: Installation) -> "subprocess.Popen[str]":
    (place.home / "address").unlink(missing_ok=True)
    process = place.start("run", "--no-demo")
    address = place.home / "address"
    if not processes.wait_until(lambda: address.exists() or process.poll() is not None, seconds=90):
        process.kill()
    assert address.exists(), process.communicate()[1]
    line = http.client.HTTPConnection(urlsplit(address.read_text().strip()).netloc, timeout=20)
    line.request("GET", "/api/v1/readyz")
    assert line.getresponse().status == 200
    line.close()
    return process


def children_of(pid: int) -> list[int]:
    """Return our own processes under one; the servers are no children of it in this sense."""
    found = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(pid)],
        capture_output=True,
        text=True,
        check=True,
    )
    return [
        int(line.split()[0])
        for line in found.stdout.splitlines()
        if "gunicorn" in line or "manage.py" in line
    ]


def exists(pid: int) -> bool:
    return processes.is_alive(pid, mark=sys.executable)
