"""The project's own files, as the tests of the house look at them."""

import subprocess
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "backoffice", "kpi", "evaluation", "review", "reconciliation",
    "intake", "ai", "ledger", "audit", "core",
)  # fmt: skip
_NOT_OURS = {".git", ".venv", "var", "__pycache__", "node_modules", "secrets"}


@cache
def project_files() -> tuple[Path, ...]:
    """Return every file that belongs to the project, whether or not it was committed yet."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode == 0:
        found = [CHECKOUT / name for name in listed.stdout.split("\0") if name]
    else:
        found = [path for path in CHECKOUT.rglob("*") if not _NOT_OURS & set(path.parts)]
    return tuple(sorted(path for path in found if path.is_file()))


def python_files(*, with_tests: bool = True) -> list[Path]:
    """Return the hand-written Python files."""
    return [
        path
        for path in project_files()
        if path.suffix == ".py"
        and "migrations" not in path.parts
        and "samples" not in path.parts
        and (with_tests or path.relative_to(CHECKOUT).parts[0] in PACKAGES)
    ]


def named(path: Path) -> str:
    """Return the file's name as people say it."""
    return str(path.relative_to(CHECKOUT))
