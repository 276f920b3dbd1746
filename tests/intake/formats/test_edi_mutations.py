"""No damage to an interchange breaks its reader, and none passes a wrong amount off as right."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.formats import edifact, registry, x12
from intake.formats.edi import UnableToReadEdi
from intake.rules import checks
from intake.rules.reading import DocumentType
from tests.intake.formats.edi_samples import sample
from tests.intake.formats.test_edifact import INVOICE as EDIFACT_INVOICE
from tests.intake.formats.test_x12 import NOW

X12_INVOICE = sample("invoice_810.x12")
LIMITS = checks.ReadingTolerances()
ANY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def _damaged(content: bytes, place: int, length: int, value: bytes) -> bytes:
    place %= len(content)
    return content[:place] + value + content[place + length :]


damages = st.tuples(
    st.integers(0, 100_000), st.integers(0, 40), st.binary(max_size=12)
)  # where, how much is lost, what stands there instead


@pytest.mark.parametrize("whole", [X12_INVOICE, EDIFACT_INVOICE], ids=["x12", "edifact"])
@ANY
@given(blows=st.lists(damages, min_size=1, max_size=4))
def test_every_damage_ends_in_a_reading_or_a_reason(
    whole: bytes, blows: list[tuple[int, int, bytes]]
) -> None:
    content = whole
    for place, length, value in blows:
        content = _damaged(content, place, length, value) or b"x"

    found = registry.read_file(content, "x")
    parts = [registry.read_file(each.content, "x") for each in found.sections] or [found]

    for read in parts:
        assert read.refusal is None or read.findings
        assert read.document_type in DocumentType


@pytest.mark.parametrize("whole", [X12_INVOICE, EDIFACT_INVOICE], ids=["x12", "edifact"])
@ANY
@given(place=st.integers(0, 100_000), digit=st.sampled_from(b"0123456789"))
def test_a_changed_digit_in_an_amount_is_found(whole: bytes, place: int, digit: int) -> None:
    """A total that is not what its parts come to is never accepted in silence."""
    place %= len(whole)
    if not chr(whole[place]).isdigit():
        return
    before, after = registry.read_file(whole, "x").invoice, None
    found = registry.read_file(_damaged(whole, place, 1, bytes([digit])), "x")
    after = found.invoice
    assert before is not None
    if after is None or after.gross_total == before.gross_total:
        return

    assert checks.check_reading(after, LIMITS) or found.findings


@pytest.mark.parametrize("syntax", [x12, edifact])
@ANY
@given(content=st.binary(max_size=400))
def test_an_answer_is_written_or_the_file_is_no_interchange(syntax: object, content: bytes) -> None:
    start = b"ISA*00*" if syntax is x12 else b"UNB+UNOA:3+A+B+260101:0900+1'"
    try:
        answer = syntax.acknowledge(start + content, number=1, at=NOW)  # type: ignore[attr-defined]
    except UnableToReadEdi:
        return
    assert answer is None or answer.content
