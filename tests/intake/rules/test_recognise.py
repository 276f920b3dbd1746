"""Files are recognised by what is in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.rules.recognise import FileKind, recognise

ISA = (
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       "
    "*260417*1200*U*00401*1*0*P*>~"
)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", FileKind.EMPTY),
        (b" \r\n\t", FileKind.EMPTY),
        (b"\xef\xbb\xbf", FileKind.EMPTY),
        (b"<Invoice/>", FileKind.XML),
        (b"\xef\xbb\xbf\n <?xml version='1.0'?><Invoice/>", FileKind.XML),
        ("\ufeff<Invoice/>".encode("utf-16-le"), FileKind.XML),
        ("<Invoice/>".encode("utf-16-be"), FileKind.XML),
        (b" " * 9000 + b"<Invoice/>", FileKind.XML),
        (b"%PDF-1.7\n", FileKind.PDF),
        (b"junk before\n%PDF-1.4\n", FileKind.PDF),
        (b"PK\x03\x04" + b"\x00" * 30 + b"xl/workbook.xml", FileKind.XLSX),
        (b"PK\x03\x04" + b"\x00" * 30 + b"invoice.xml", FileKind.ZIP),
        (b"PK\x03\x04" + b"\x00" * 30 + b"word/document.xml", FileKind.UNKNOWN),
        (b"vendor_id,vendor_name\n1,Nordwind\n", FileKind.TABLE),
        ("vendor_id;vendor_name\n1;N\xf6rd\n".encode("latin-1"), FileKind.TABLE),
        (b"\x89PNG\r\n\x1a\n\x00", FileKind.IMAGE),
        (b"\xff\xd8\xff\xe0", FileKind.IMAGE),
        (b"II*\x00\x08", FileKind.IMAGE),
        (b"<!DOCTYPE html><html></html>", FileKind.HTML),
        (b"<?xml version='1.0'?>\n<html xmlns='x'/>", FileKind.HTML),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", FileKind.SVG),
        (b"<?xml version='1.0'?><!-- x --><svg/>", FileKind.SVG),
        (b"MZ\x90\x00\x03\x00\x00\x00\x04", FileKind.PROGRAM),
        (b"\x7fELF\x02\x01\x01", FileKind.PROGRAM),
        (ISA.encode(), FileKind.X12),
        (b"UNA:+.? 'UNB+UNOC:3'", FileKind.EDIFACT),
        (b":20:START\n:25:123/456\n:60F:C260401EUR1,00\n", FileKind.MT940),
        (b"Hello, here is invoice 4711 over 119,00 EUR. Regards", FileKind.TEXT),
        (b"Dear Sirs,\n\nplease find our invoice, as agreed, below.\n", FileKind.TEXT),
        (b"id,what we paid for it in all\n1,2\n", FileKind.TABLE),
        (b"Umsatzanzeige;Datei erstellt am: 01.10.2026 10:00\n\nA;B;C;D\n", FileKind.TABLE),
        (b"Activity of your account since 1 October,\nA,B,C,D\n1,2,3,4\n", FileKind.TABLE),
        (b":940:\r\n:20:940S260401\r\n:25:NL1 EUR\r\n:28C:0\r\n", FileKind.MT940),
        (b"01,SENDER,RECEIVER,260417,1200,1,80,1,2/\n02,A,B,1,260416/\n", FileKind.BAI2),
        (b"OFXHEADER:100\nDATA:OFXSGML\n", FileKind.OFX),
        (b"From: a@example.com\nTo: b@example.com\nSubject: Invoice\n\nHello\n", FileKind.MAIL),
        (b"Dear all\n", FileKind.TEXT),
        (
            b"# Bank files: where they come from, and what each of them holds\n\n| a | b | c |\n",
            FileKind.TEXT,
        ),
        (b":65:D260330EUR12,00\n", FileKind.MT940),
        (b'{"invoice": "17", "total": "4.00"}\n', FileKind.UNKNOWN),
        (b'[{"invoice": "17", "total": "4.00"}]', FileKind.UNKNOWN),
        (b'"[net]",gross\n1,2\n', FileKind.TABLE),
        (b"{1:F01BANKDEFFXXXX0000000000}{4:\n:20:START\n:25:123/456\n", FileKind.MT940),
        (bytes(range(256)) * 20, FileKind.UNKNOWN),
    ],
)
def test_names_the_family(content: bytes, kind: FileKind) -> None:
    assert recognise(content).kind is kind


@pytest.mark.parametrize(
    ("content", "name", "advice"),
    [
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "HEIC", "JPEG"),
        (b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00", "HEIC", "JPEG"),
        (b"Rar!\x1a\x07\x01\x00", "RAR", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office", ".xlsx"),
        (bytes(range(256)), "binary", "PDF"),
    ],
)
def test_says_what_to_do_with_what_is_not_read(content: bytes, name: str, advice: str) -> None:
    found = recognise(content)

    assert found.kind is FileKind.UNKNOWN
    assert name in found.name
    assert advice in found.advice


@given(st.binary(max_size=300))
def test_always_answers(content: bytes) -> None:
    """R28: no bytes make recognition fail, and it always has words for them."""
    assert recognise(content).name
