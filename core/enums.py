"""Turns an enumeration of the rules into the choices of a model or a form."""

from enum import StrEnum


def choices(enum: type[StrEnum]) -> list[tuple[str, str]]:
    """Return (value, label) pairs, the label in words: `IN_REVIEW` reads "In review"."""
    return [(member.value, member.name.replace("_", " ").capitalize()) for member in enum]


def longest(enum: type[StrEnum]) -> int:
    """Return the length of the longest value, for the width of a column."""
    return max(len(member.value) for member in enum)
