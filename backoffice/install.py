"""Makes the project's own Python environment. Runs on a bare Python, before any library is there.

Usage: python3 backoffice/install.py requirements.txt
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
PLACE = CHECKOUT / ".venv"
PROJECT_PYTHON = PLACE / "bin" / "python"
WITHOUT_ENSUREPIP = """\
This Python cannot make a virtual environment: its part "ensurepip" is missing.
On Debian or Ubuntu run, as root:  apt-get install python3-venv
"""


def main(requirements: Path) -> int:
    """Install these requirements, unless they are installed already."""
    if sys.version_info < (3, 11):
        return _refuse("Python 3.11 or newer is needed; name one by `make PYTHON=...`.")
    with requirements.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        stamp = PLACE / f"installed-{requirements.stem}"
        wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
        if stamp.exists() and stamp.read_text() == wanted and PROJECT_PYTHON.exists():
            return 0
        _say(
            f"Installing the libraries of {requirements.name}; this takes a minute the first time."
        )
        pip = _pip()
        if pip is None:
            return _refuse(WITHOUT_ENSUREPIP)
        done = subprocess.run(
            [*pip, "install", "--quiet", "--disable-pip-version-check", "--no-deps",
             "--require-hashes", "-r", str(requirements)],
            check=False,
        )  # fmt: skip
        if done.returncode == 0:
            stamp.write_text(wanted)
        return done.returncode


def _pip() -> list[str] | None:
    """Return the words that call pip for the project's Python, making that Python first."""
    own = [str(PROJECT_PYTHON), "-m", "pip"]
    if _works([*own, "--version"]):
        return own
    for make in (_with_ensurepip, _with_pip_of_this_python, _with_debian_package):
        shutil.rmtree(PLACE, ignore_errors=True)
        pip = make(own)
        if pip is not None and _works([*pip, "--version"]):
            return pip
    shutil.rmtree(PLACE, ignore_errors=True)
    return None


def _with_ensurepip(own: list[str]) -> list[str] | None:
    return own if _works([sys.executable, "-m", "venv", str(PLACE)]) else None


def _with_pip_of_this_python(_own: list[str]) -> list[str] | None:
    """Use a pip that is there already to install into an environment that has none."""
    if not _works([sys.executable, "-m", "venv", "--without-pip", str(PLACE)]):
        return None
    return [sys.executable, "-m", "pip", "--python", str(PROJECT_PYTHON)]


def _with_debian_package(own: list[str]) -> list[str] | None:
    """Add the missing part of Debian's Python, which only root may do."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    _say("Adding Debian's python3-venv.")
    version = f"python3.{sys.version_info.minor}-venv"
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "-y", "--no-install-recommends", version]):
        subprocess.run(
            ["apt-get", "-qq", *words], env=quiet, stdout=subprocess.DEVNULL, check=False
        )
    return _with_ensurepip(own)


def _works(words: list[str]) -> bool:
    try:
        return subprocess.run(words, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _refuse(text: str) -> int:
    _say(text)
    return 2


if __name__ == "__main__":
    sys.exit(main(CHECKOUT / sys.argv[1]))
