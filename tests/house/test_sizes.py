"""Files and functions stay small enough to read in one sitting."""

import ast
import re

from tests.house.files import CHECKOUT, PACKAGES, named, project_files, python_files

LONGEST_FUNCTION = 60
LONGEST_FILE = 400
UNWANTED_NAMES = {"services.py", "utils.py", "helpers.py", "signals.py"}
# Said in two halves, so that this file does not contain what it looks for.
NOTE_TO_SELF = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME)\b")


def test_no_function_passes_sixty_lines() -> None:
    too_long = [
        f"{named(path)}:{node.lineno} {node.name} has {length} lines"
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]

    assert too_long == []


def test_every_file_is_split_before_four_hundred_lines() -> None:
    too_long = [
        f"{named(path)} has {count} lines"
        for path in python_files()
        if (count := len(path.read_text().splitlines())) >= LONGEST_FILE
    ]

    assert too_long == []


def test_no_file_is_named_for_everything_and_nothing() -> None:
    found = [named(path) for path in python_files() if path.name in UNWANTED_NAMES]

    # A command's file carries the command's name.
    assert [name for name in found if "management/commands" not in name] == []


def test_core_has_eight_files_at_most() -> None:
    files = [path for path in python_files() if path.parent.name == "core"]
    own = [path for path in files if path.name != "__init__.py" and "tests" not in path.parts]

    assert len(own) <= 8


def test_nothing_is_put_off_in_a_comment() -> None:
    notes = [
        f"{named(path)}:{number}"
        for path in project_files()
        if path.suffix in {".py", ".html", ".css", ".js", ".md", ".toml", ".yml"}
        and "samples" not in path.parts
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if NOTE_TO_SELF.search(line)
    ]

    assert notes == []


def test_every_package_says_what_it_is_for() -> None:
    silent = [name for name in PACKAGES if ast.get_docstring(_parsed(name)) is None]

    assert silent == []


def _parsed(package: str) -> ast.Module:
    return ast.parse((CHECKOUT / package / "__init__.py").read_text())
