"""Factur-X and ZUGFeRD: a PDF that carries its invoice as an XML file.

The attachment has had many names; which file is the invoice is decided by what is inside, and the
names only order the search.
"""

from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from core.reasons import ReasonCode
from intake.formats import cii, pdf_page, safe_xml, ubl
from intake.rules.findings import FindingValue
from intake.rules.reading import InvoiceReading

KNOWN_NAMES: Final = frozenset({"factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml", "cii.xml"})
_DECISIVE: Final = ("invoice_number", "currency", "gross_total", "iban")


@dataclass(frozen=True, slots=True)
class Hybrid:
    """A PDF opened: its pages, and the invoice inside if there is a readable one."""

    page_count: int
    reading: InvoiceReading | None = None
    findings: tuple[FindingValue, ...] = ()
    xml: bytes | None = None


def read(content: bytes) -> Hybrid:
    """The invoice inside a PDF.

    :raises UnableToReadPdf: the PDF itself cannot be opened.
    """
    return read_opened(pdf_page.embedded_files(content))


def read_opened(opened: pdf_page.Embedded | pdf_page.Opened) -> Hybrid:
    """The invoice inside a PDF that was opened already."""
    problems: list[FindingValue] = []
    found: list[Hybrid] = []
    for name, data in sorted(opened.files, key=_is_stranger):
        if not _may_be_xml(name, data):
            continue
        try:
            reading = read_root(safe_xml.parse(data), syntax="facturx")
        except safe_xml.UnableToReadXml as refusal:
            problems.append(_unreadable(name, refusal))
            continue
        if reading is not None:
            found.append(Hybrid(opened.page_count, *reading, data))
    if not found:
        return Hybrid(opened.page_count, findings=tuple(problems))
    first = found[0]
    if len(found) == 1:
        return first
    return replace(first, findings=first.findings + _contradictions(found))


def _contradictions(found: list[Hybrid]) -> tuple[FindingValue, ...]:
    """A PDF may carry its invoice twice; what is to be paid must then be the same."""
    readings = [hybrid.reading for hybrid in found if hybrid.reading is not None]
    return tuple(
        FindingValue(
            code=ReasonCode.TEXT_XML_DISAGREE,
            text=f"The PDF carries two invoices that differ in {field.replace('_', ' ')}.",
            field=field,
            expected=str(getattr(readings[0], field)),
            actual=str(getattr(other, field)),
        )
        for other in readings[1:]
        for field in _DECISIVE
        if getattr(other, field) != getattr(readings[0], field)
    )


def read_root(
    root: etree._Element, *, syntax: str | None = None
) -> tuple[InvoiceReading, tuple[FindingValue, ...]] | None:
    """The invoice under this root, whichever of the two syntaxes it has, or as what it came in."""
    if cii.is_cii(root):
        return cii.read(root, syntax or "cii")
    if ubl.is_ubl(root):
        return ubl.read(root, syntax or "ubl")
    return None


def _is_stranger(file: tuple[str, bytes]) -> bool:
    """Known names come first; among them the order of the file decides."""
    return file[0].rsplit("/", 1)[-1].lower() not in KNOWN_NAMES


def _may_be_xml(name: str, data: bytes) -> bool:
    return name.lower().endswith(".xml") or data.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")[:1] == b"<"


def _unreadable(name: str, refusal: safe_xml.UnableToReadXml) -> FindingValue:
    return FindingValue(
        code=refusal.reason
        if refusal.reason is ReasonCode.UNSAFE_FILE
        else ReasonCode.EINVOICE_RULE,
        text=f"The embedded file {name!r} cannot be read. {refusal.text}",
        reference=name,
    )
