"""The words of a file that becomes a source: headings, paragraphs, rows of tables.

PDF (its text layer, in the child process), DOCX, HTML, Markdown, CSV and XLSX. What a reader of the
file would not see (scripts, deleted text of tracked changes) is not read.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import Any, Final

from lxml import etree, html
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from ai.chunking import Block
from intake.formats import archives, pdf_page, safe_xml
from intake.formats.workbooks import is_workbook, text_of

MOST_BYTES: Final = 20 * 1024 * 1024
_MOST_BLOCKS: Final = 20_000
_LIMITS: Final = archives.Limits(
    members=2_000, total_bytes=200 * 1024 * 1024, member_bytes=100 * 1024 * 1024, ratio=400
)
_DOCUMENT: Final = "word/document.xml"
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_STYLE: Final = re.compile(
    r"(?:heading|berschrift|titre|kop|titolo|ttulo)\D{0,2}(\d)", re.I
)
_ATX: Final = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_HTML_HEADING: Final = re.compile(r"h([1-6])$")
_UNREAD: Final = frozenset({"script", "style", "template", "noscript", "head"})
_BLOCKS: Final = frozenset({"p", "li", "td", "th", "dt", "dd", "pre", "blockquote", "caption"})


class UnableToReadSource(ValueError):
    """The file is no source that can be read; the text is fit to show."""


def read(content: bytes, filename: str) -> tuple[Block, ...]:
    """Return the blocks of a file, in order.

    :raises UnableToReadSource: empty, too large, damaged, or of another kind.
    """
    if not content.strip():
        raise UnableToReadSource("The file is empty.")
    if len(content) > MOST_BYTES:
        raise UnableToReadSource(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB.")
    found = tuple(_limited(_blocks(content, filename)))
    if not any(block.level is None for block in found):
        raise UnableToReadSource("There are no words in this file: is it a scan?")
    return found


def _limited(blocks: Iterable[Block]) -> Iterator[Block]:
    for number, block in enumerate(blocks):
        if number >= _MOST_BLOCKS:
            raise UnableToReadSource(f"The file has more than {_MOST_BLOCKS:,} paragraphs.")
        if text := block.text.replace("\x00", "").strip():
            yield Block(text, block.level, block.page)


def _blocks(content: bytes, filename: str) -> Iterable[Block]:
    suffix = PurePath(filename.lower()).suffix
    if content.startswith(b"%PDF"):
        return _of_pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return _of_office(content)
    text = _decoded(content)
    start = text.lstrip()[:200].lower()
    if suffix in {".html", ".htm"} or start.startswith(("<!doctype html", "<html")):
        return _of_html(text)
    if suffix in {".csv", ".tsv"}:
        return _of_rows(csv.reader(io.StringIO(text), _dialect(text)))
    if suffix in {".md", ".markdown", ".txt", ""}:
        return _of_markdown(text)
    raise UnableToReadSource("A source is a PDF, DOCX, Markdown, HTML, CSV or XLSX file.")


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnableToReadSource(f"Line {line} is not UTF-8 text.") from error


def _of_pdf(content: bytes) -> Iterator[Block]:
    try:
        texts = pdf_page.page_texts(content)
    except pdf_page.UnableToReadPdf as error:
        raise UnableToReadSource(error.text) from error
    for page, text in enumerate(texts, 1):
        for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
            yield Block(paragraph, None, page)


def _of_office(content: bytes) -> Iterable[Block]:
    if unsafe := archives.problem_within(content, _LIMITS):
        raise UnableToReadSource(unsafe.text)
    if is_workbook(content):
        return _of_workbook(content)
    if archives.has_member(content, _DOCUMENT):
        return _of_docx(content)
    raise UnableToReadSource("An archive is no source; take its files out first.")


def _of_workbook(content: bytes) -> Iterator[Block]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for place, name in enumerate(book.sheet_names):
            sheet = book.get_sheet_by_index(place)
            yield Block(name, 1)
            if sheet.start is not None:
                yield from _of_rows([text_of(cell) for cell in row] for row in sheet.iter_rows())
    except PasswordError as error:
        raise UnableToReadSource("The workbook is locked by a password.") from error
    except (CalamineError, ValueError, OSError) as error:
        raise UnableToReadSource(f"The workbook is damaged: {error}.") from error


def _of_rows(rows: Iterable[Sequence[str]]) -> Iterator[Block]:
    """A row a block, each value behind its column's name."""
    names: Sequence[str] = ()
    try:
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if not names:
                names = row
                continue
            cells = [
                f"{name.strip()}: {cell.strip()}" if name.strip() else cell.strip()
                for name, cell in zip((*names, *[""] * len(row)), row, strict=False)
                if cell.strip()
            ]
            yield Block("; ".join(cells))
    except csv.Error as error:
        raise UnableToReadSource(f"The table cannot be read: {error}.") from error


def _dialect(text: str) -> type[csv.Dialect]:
    class Table(csv.excel):
        delimiter = max(",;\t", key=text.partition("\n")[0].count)

    return Table


def _of_docx(content: bytes) -> Iterator[Block]:
    members = archives.members(content, _LIMITS)
    parts = () if not isinstance(members, Iterator) else members
    body = next((part for part in parts if part.name == _DOCUMENT), None)
    if body is None or body.problem is not None:
        raise UnableToReadSource("The document is damaged.")
    try:
        root = safe_xml.parse(body.content)
    except safe_xml.UnableToReadXml as error:
        raise UnableToReadSource(error.text) from error
    for paragraph in root.iter(f"{_W}p"):
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        named = _HEADING_STYLE.search(style.get(f"{_W}val") or "") if style is not None else None
        yield Block(_docx_text(paragraph), int(named[1]) if named else None)


def _docx_text(paragraph: etree._Element) -> str:
    """The words of a paragraph as its last editor left them, hidden ones not among them."""
    said: list[str] = []
    for part in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br"):
        run = next(part.iterancestors(f"{_W}r"), None)
        if run is not None and run.find(f"{_W}rPr/{_W}vanish") is not None:
            continue
        said.append(part.text or "" if part.tag == f"{_W}t" else " ")
    return "".join(said)


def _of_markdown(text: str) -> Iterator[Block]:
    lines: list[str] = []
    for line in (*text.splitlines(), ""):
        heading = _ATX.match(line)
        if heading or not line.strip():
            if lines:
                yield Block("\n".join(lines))
            lines = []
            if heading:
                yield Block(heading[2], len(heading[1]))
        elif lines and len(lines) == 1 and re.fullmatch(r"(=+|-{3,})\s*", line):
            yield Block(lines.pop(), 1 if line.startswith("=") else 2)
        else:
            lines.append(line.rstrip())


def _of_html(text: str) -> Iterator[Block]:
    try:
        root: Any = html.document_fromstring(
            text.encode(), parser=html.HTMLParser(encoding="utf-8", no_network=True)
        )
    except (etree.ParserError, ValueError) as error:
        raise UnableToReadSource("The page cannot be read.") from error
    for gone in list(root.iter(*_UNREAD, etree.Comment)):
        gone.drop_tree()
    seen: set[etree._Element] = set()
    for element in root.iter(etree.Element):
        if any(parent in seen for parent in element.iterancestors()):
            continue
        level = _HTML_HEADING.match(str(element.tag))
        if level or element.tag in _BLOCKS:
            seen.add(element)
            words = " ".join(str(element.text_content()).split())
            yield Block(words, int(level[1]) if level else None)
    if not seen:
        yield Block(" ".join(str(root.text_content()).split()))
