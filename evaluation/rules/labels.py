"""Labelled sets in the form of the contract, section 5: one object a line."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

DISPOSITIONS = frozenset({"straight_through", "in_review", "refused", "duplicate"})
_LISTS = frozenset({"lines", "tax_breakdown"})


@dataclass(frozen=True, slots=True)
class Label:
    """What should come of one file. A field that is absent is not scored."""

    line: int
    file: str
    slice: Mapping[str, str] = field(default_factory=dict)
    document_type: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    exceptions: frozenset[str] | None = None
    disposition: str | None = None


@dataclass(frozen=True, slots=True)
class LineProblem:
    """A line that is no label, and why."""

    line: int
    reason: str


class _NotALabel(ValueError):
    """The line is no label; the text says why."""


def read_labels(content: bytes) -> tuple[list[Label], list[LineProblem]]:
    """Return the labels of a file, and the lines that are none with the reason."""
    labels: list[Label] = []
    problems: list[LineProblem] = []
    for number, raw in enumerate(content.split(b"\n"), start=1):
        if not raw.strip():
            continue
        try:
            labels.append(_label(number, raw))
        except _NotALabel as problem:
            problems.append(LineProblem(number, str(problem)))
    return labels, problems


def _label(number: int, raw: bytes) -> Label:
    try:
        stated = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError as error:
        raise _NotALabel("not text in UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise _NotALabel(f"not JSON: {error}") from error
    if not isinstance(stated, dict):
        raise _NotALabel("not a JSON object")
    file = stated.get("file")
    if not isinstance(file, str) or not file.strip():
        raise _NotALabel("file is missing")
    if file.startswith("/") or ".." in file.split("/"):
        raise _NotALabel("file must lie beside the labels")
    return Label(
        line=number,
        file=file,
        slice=_slice(stated.get("slice")),
        document_type=_text(stated, "document_type"),
        fields=_fields(stated.get("fields")),
        exceptions=_codes(stated.get("exceptions")),
        disposition=_disposition(stated),
    )


def _slice(stated: object) -> dict[str, str]:
    if stated is None:
        return {}
    if not isinstance(stated, dict):
        raise _NotALabel("slice is not an object")
    return {str(name): str(value) for name, value in stated.items() if value is not None}


def _fields(stated: object) -> dict[str, Any]:
    if stated is None:
        return {}
    if not isinstance(stated, dict):
        raise _NotALabel("fields is not an object")
    for name, value in stated.items():
        if name in _LISTS:
            if value is not None and not _is_rows(value):
                raise _NotALabel(f"fields.{name} is not a list of objects")
        elif value is not None and not isinstance(value, str):
            raise _NotALabel(f"fields.{name} is neither text nor null")
    return stated


def _is_rows(value: object) -> bool:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return False
    return all(
        isinstance(row, dict)
        and all(each is None or isinstance(each, str) for each in row.values())
        for row in value
    )


def _codes(stated: object) -> frozenset[str] | None:
    if stated is None:
        return None
    if not isinstance(stated, list) or not all(isinstance(code, str) for code in stated):
        raise _NotALabel("exceptions is neither a list of codes nor null")
    return frozenset(stated)


def _disposition(stated: Mapping[str, object]) -> str | None:
    value = _text(stated, "disposition")
    if value is not None and value not in DISPOSITIONS:
        raise _NotALabel(f"disposition {value!r} is not one of {', '.join(sorted(DISPOSITIONS))}")
    return value


def _text(stated: Mapping[str, object], name: str) -> str | None:
    value = stated.get(name)
    if value is not None and not isinstance(value, str):
        raise _NotALabel(f"{name} is neither text nor null")
    return value
