"""The project names no machine it was made on and no registry it was fetched from."""

import re
from pathlib import Path

from tests.house.files import named, project_files

_FOLDERS = ("work", "root", "home", "Users")
_HOSTS = (r"pypi\.org", "pythonhosted", r"npmjs\.", "yarnpkg", "extra-index-url")
MACHINE_PATH = re.compile(rf"(?<![\w.~])/(?:{'|'.join(_FOLDERS)})/\w")
REGISTRY = re.compile("|".join(_HOSTS))
THIS_FILE = Path(__file__)
BINARY = {".png", ".pdf", ".zip", ".xlsx", ".woff2", ".ico", ".jpg", ".tif", ".tiff", ".gz"}


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{named(path)}:{number}: {line.strip()[:80]}"
        for path in project_files()
        if path.suffix not in BINARY and "samples" not in path.parts and path != THIS_FILE
        if pattern.search(text := path.read_text(errors="replace"))
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_path_of_somebodys_machine_is_written_down() -> None:
    assert lines_with(MACHINE_PATH) == []


def test_no_registry_is_named() -> None:
    assert lines_with(REGISTRY) == []


def test_the_patterns_would_find_what_they_look_for() -> None:
    assert MACHINE_PATH.search("see /home/kim/books")
    assert REGISTRY.search("https://pypi.org/simple")
    assert not MACHINE_PATH.search("static/work/done")
