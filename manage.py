#!/usr/bin/env python3
"""Run a command of the back office.

Works right after `make install`: finds the project's own Python, starts the embedded
database and queue when no address is set, and brings the tables up to date.
"""

import importlib.util
import os
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent
PROJECT_PYTHON = CHECKOUT / ".venv" / "bin" / "python"
WRONG_USAGE = 2


def main() -> None:
    """Run the command named on the command line."""
    use_project_python()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backoffice.settings")
    from backoffice import commandline

    sys.exit(commandline.run(sys.argv))


def use_project_python() -> None:
    """Start again with the project's Python where this one lacks the libraries."""
    if importlib.util.find_spec("django") is not None:
        return
    if not PROJECT_PYTHON.exists() or Path(sys.executable) == PROJECT_PYTHON:
        print("The libraries are not installed yet: run `make install` first.", file=sys.stderr)
        sys.exit(WRONG_USAGE)
    words = [str(PROJECT_PYTHON), str(CHECKOUT / "manage.py"), *sys.argv[1:]]
    os.execv(PROJECT_PYTHON, words)  # noqa: S606  the project's own Python


if __name__ == "__main__":
    main()
