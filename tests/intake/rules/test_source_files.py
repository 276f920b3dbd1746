"""What the name of a file in a folder of sources says."""

import json
from datetime import date

import pytest

from ai.approved import AccessClass, Purpose, Validity
from intake.rules.source_files import UnableToPlace, described, named

TODAY = date(2026, 3, 12)
SAID = {"title": "Freight", "kind": "policy", "owner": "Logistics", "access_class": "internal"}


@pytest.mark.parametrize(
    ("filename", "code", "first", "last"),
    [
        ("freight.md", "freight", TODAY, None),
        ("Freight-EU 2026-04-01.PDF", "freight-eu", date(2026, 4, 1), None),
        ("a_1 2026-04-01 2026-12-31.docx", "a_1", date(2026, 4, 1), date(2026, 12, 31)),
    ],
)
def test_a_name_says_the_source_and_its_days(
    filename: str, code: str, first: date, last: date | None
) -> None:
    found = named(filename, today=TODAY)

    assert (found.code, found.validity) == (code, Validity(first, last))
    assert not found.is_description


@pytest.mark.parametrize(
    "filename", ["my freight policy.md", "freight", "freight 2026-13-01.md", "frächt.md", ".md"]
)
def test_a_name_that_says_something_else_is_refused(filename: str) -> None:
    with pytest.raises(UnableToPlace):
        named(filename, today=TODAY)


def test_a_description_says_what_a_page_asks_for() -> None:
    assert named("freight.json", today=TODAY).is_description
    found = described(json.dumps(SAID | {"people": {"Anna": "customer:7"}}).encode())

    assert (found.access_class, found.purposes) == (AccessClass.INTERNAL, tuple(Purpose))
    assert found.people == {"Anna": "customer:7"}
    assert found.personal_data == "of the people it names"
    assert described(json.dumps(SAID).encode()).personal_data is None


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"not json", "the description"),
        (json.dumps(SAID | {"approved": True}).encode(), "approved"),
        (json.dumps(SAID | {"purposes": []}).encode(), "purposes"),
        (json.dumps(SAID | {"access_class": "everyone"}).encode(), "access_class"),
        (json.dumps(SAID | {"owner": " "}).encode(), "owner"),
        (json.dumps(SAID | {"title": "Fre\0ight"}).encode(), "title: There are signs"),
        (json.dumps(SAID | {"people": {"Anna": "a\x1fb"}}).encode(), "people.Anna: There are"),
    ],
)
def test_a_description_that_says_anything_else_is_refused(content: bytes, place: str) -> None:
    with pytest.raises(UnableToPlace, match=place):
        described(content)
