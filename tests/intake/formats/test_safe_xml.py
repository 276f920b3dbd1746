"""XML from strangers is refused by name, and what is refused costs nothing (R29)."""

import resource
import time

import pytest

from core.reasons import ReasonCode
from intake.formats import safe_xml

LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + b"".join(
        b'<!ENTITY lol%d "%s">' % (n, b"&lol%d;" % (n - 1) * 10 if n > 1 else b"&lol;" * 10)
        for n in range(1, 10)
    )
    + b"]><Invoice>&lol9;</Invoice>"
)
QUADRATIC = (
    b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 100_000 + b'">]><Invoice>' + b"&a;" * 1000 + b"</Invoice>"
)
XXE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Invoice>&e;</Invoice>'
EXTERNAL = b'<!DOCTYPE Invoice SYSTEM "http://127.0.0.1:9/x.dtd"><Invoice/>'
PARAMETER = b'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]><Invoice/>'
XINCLUDE = (
    b'<Invoice xmlns:xi="http://www.w3.org/2001/XInclude">'
    b'<xi:include href="file:///etc/passwd" parse="text"/></Invoice>'
)
DEEP = b"<a>" * 5_000 + b"</a>" * 5_000
HIDDEN_IN_UTF16 = b"\xff\xfe" + XXE.decode().encode("utf-16-le")
BEHIND_A_COMMENT = b"<!-- <a> harmless -->" + XXE
LONG_ATTRIBUTE = b'<Invoice a="' + b"x" * 70_000 + b'"/>'


@pytest.mark.parametrize(
    "content",
    [
        LAUGHS,
        QUADRATIC,
        XXE,
        EXTERNAL,
        PARAMETER,
        XINCLUDE,
        DEEP,
        HIDDEN_IN_UTF16,
        BEHIND_A_COMMENT,
        LONG_ATTRIBUTE,
    ],
    ids=[
        "laughs",
        "quadratic",
        "xxe",
        "external",
        "parameter",
        "xinclude",
        "deep",
        "utf16",
        "comment",
        "attribute",
    ],
)
def test_refuses_unsafe_xml_by_name(content: bytes) -> None:
    """R29: entities, inclusion and nesting are refused at once and without memory."""
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()

    with pytest.raises(safe_xml.UnableToReadXml) as refusal:
        safe_xml.parse(content)

    assert refusal.value.reason is ReasonCode.UNSAFE_FILE
    assert time.monotonic() - started < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_refuses_more_bytes_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_xml, "MAX_BYTES", 10)

    with pytest.raises(safe_xml.UnableToReadXml) as refusal:
        safe_xml.parse(b"<Invoice></Invoice>")

    assert refusal.value.reason is ReasonCode.TOO_LARGE


def test_refuses_more_tags_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_xml, "MAX_TAGS", 40)

    with pytest.raises(safe_xml.UnableToReadXml) as refusal:
        safe_xml.parse(b"<Invoice>" + b"<a/>" * 50 + b"</Invoice>")

    assert refusal.value.reason is ReasonCode.TOO_LARGE


def test_says_line_and_column_of_what_is_cut_off() -> None:
    with pytest.raises(safe_xml.UnableToReadXml) as refusal:
        safe_xml.parse(b"<Invoice>\n  <ID>1</ID>\n  <Iss")

    assert refusal.value.reason is ReasonCode.UNREADABLE
    assert "line 3, column 7" in refusal.value.text


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf<Invoice><ID>\xc3\xa4</ID></Invoice>",
        "\ufeff<?xml version='1.0' encoding='UTF-16'?><Invoice><ID>ä</ID></Invoice>".encode(
            "utf-16-le"
        ),
        "\ufeff<Invoice><ID>ä</ID></Invoice>".encode("utf-16-be"),
        "<Invoice><ID>ä</ID></Invoice>".encode("utf-16-le"),
        b"\n\n  <?xml version='1.0'?><Invoice><ID>\xc3\xa4</ID></Invoice>",
        b"<?xml version='1.0' encoding='ISO-8859-1'?><Invoice><ID>\xe4</ID></Invoice>",
    ],
    ids=["utf8-bom", "utf16-le", "utf16-be", "utf16-no-bom", "leading-space", "latin-1"],
)
def test_reads_every_encoding_alike(content: bytes) -> None:
    root = safe_xml.parse(content)

    assert root.findtext("ID") == "ä"


def test_leaves_a_document_type_in_text_alone() -> None:
    root = safe_xml.parse(b"<Invoice><Note><![CDATA[<!DOCTYPE html>]]></Note></Invoice>")

    assert root.findtext("Note") == "<!DOCTYPE html>"


def test_says_so_when_the_encoding_lies() -> None:
    with pytest.raises(safe_xml.UnableToReadXml) as refusal:
        safe_xml.parse(b"\xff\xfe<\x00a\x00\x00\xd8")

    assert refusal.value.reason is ReasonCode.UNREADABLE
