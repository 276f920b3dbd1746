"""The words of sources, as a reader of the file sees them."""

import io
import zipfile

import openpyxl
import pytest

from ai.chunking import Block
from intake.formats import source_text

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCX_BODY = f"""<w:document xmlns:w="{W}"><w:body>
<w:p><w:pPr><w:pStyle w:val="berschrift2"/></w:pPr><w:r><w:t>Fracht</w:t></w:r></w:p>
<w:p><w:r><w:t>We pay </w:t></w:r><w:del><w:r><w:delText>all</w:delText></w:r></w:del><w:ins><w:r>
<w:t>some</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t> and more</w:t></w:r></w:p>
</w:body></w:document>"""


def docx(body: str = DOCX_BODY) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", body)
    return file.getvalue()


def xlsx() -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Prices"
    sheet.append(["Item", "Price"])
    sheet.append(["Milk", 1.25])
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        (
            "a.md",
            b"# Freight\nWe pay\nup to 50.\n\nOther\n-----\nNothing.",
            [("Freight", 1), ("We pay\nup to 50.", None), ("Other", 2), ("Nothing.", None)],
        ),
        (
            "a.html",
            b"<html><head><title>x</title></head><body><h2>Freight</h2><script>no()</script>"
            b"<p>We <b>pay</b>.</p><ul><li>All</li></ul></body></html>",
            [("Freight", 2), ("We pay.", None), ("All", None)],
        ),
        ("a.csv", b"item;price\nMilk;1.25\n;\n", [("item: Milk; price: 1.25", None)]),
        ("a.xlsx", xlsx(), [("Prices", 1), ("Item: Milk; Price: 1.25", None)]),
        ("a.docx", docx(), [("Fracht", 2), ("We pay some", None)]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_are_read_with_their_headings(
    name: str, content: bytes, expected: list[tuple[str, int | None]]
) -> None:
    found = source_text.read(content, name)

    assert [(each.text.replace("\n", " ") if name == "a.docx" else each.text, each.level)
            for each in found] == expected  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.md", b"  ", "empty"),
        ("a.md", b"ab\n\xff", "Line 2 is not UTF-8"),
        ("a.exe", b"MZ", "PDF, DOCX"),
        ("a.zip", b"PK\x03\x04broken", "damaged"),
        ("a.pdf", b"%PDF-1.4 nothing", "damaged"),
        ("a.docx", docx("<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), "DOCTYPE|document type"),
        ("a.csv", b"item;price\n", "no words"),
    ],
)
def test_that_cannot_be_read_say_why(name: str, content: bytes, words: str) -> None:
    with pytest.raises(source_text.UnableToReadSource, match=words):
        source_text.read(content, name)


def test_a_very_long_line_is_one_block() -> None:
    assert source_text.read(b"x " * 1_000_000, "a.txt") == (Block(("x " * 1_000_000).strip()),)
