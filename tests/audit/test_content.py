"""Content is stored once, under the name of its hash, and is checked when it is read."""

import hashlib
import os

import pytest

from audit.content import UnableToRead, get, pack, put, put_many
from audit.models import Content
from tests.audit.conftest import Tamper

pytestmark = pytest.mark.django_db


def test_stores_the_same_bytes_once() -> None:
    names = put_many([b"one", b"two", b"one"])

    assert names == [hashlib.sha256(each).hexdigest() for each in (b"one", b"two", b"one")]
    assert put(b"two") == names[1]
    assert Content.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"", "raw"),
        (b"short", "raw"),
        (b"<Invoice/>" * 1000, "zlib"),
        (os.urandom(5000), "raw"),
        (b"x" * 3_000_000, "zlib"),
    ],
)
def test_reads_back_what_was_put_and_is_packed_where_that_helps(
    content: bytes, encoding: str
) -> None:
    name = put(content)

    assert get(name) == content
    row = Content.objects.get(sha256=name)
    assert (row.encoding, row.size) == (encoding, len(content))


def test_many_are_packed_at_once_and_keep_their_order() -> None:
    contents = [f"<Invoice>{number}</Invoice>".encode() * 40 for number in range(205)]

    assert put_many(contents) == [pack(content).sha256 for content in contents]
    assert get(pack(contents[204]).sha256) == contents[204]


def test_content_that_was_changed_is_not_given_out(tamper: Tamper) -> None:
    name = put(b"one")
    tamper("audit_content", "UPDATE audit_content SET data = 'two'")

    with pytest.raises(UnableToRead, match="not what it was"):
        get(name)


def test_content_that_is_not_here_is_said_to_be_missing() -> None:
    with pytest.raises(UnableToRead, match="no content"):
        get("0" * 64)


def test_nothing_is_nothing() -> None:
    assert put_many([]) == []
