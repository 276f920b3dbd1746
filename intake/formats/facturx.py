"""Factur-X and ZUGFeRD: a PDF that carries its invoice as an XML file.

The attachment has had many names; which file is the invoice is decided by what is inside, and the
names only order the search.
"""

from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from core.reasons import ReasonCode
from intake.formats import cii, pdf_page, safe_xml, ubl
from intake.formats.xml_values import local_name
from intake.rules.findings import FindingValue
from intake.rules.reading import InvoiceReading

KNOWN_NAMES: Final = (
    "factur-x.xml",
    "zugferd-invoice.xml",
    "xrechnung.xml",
    "cii.xml",
    "order-x.xml",
)


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
    opened = pdf_page.embedded_files(content)
    problems: list[FindingValue] = []
    for name, data in sorted(opened.files, key=_by_name):
        if not _may_be_xml(name, data):
            continue
        try:
            root = safe_xml.parse(data)
        except safe_xml.UnableToReadXml as refusal:
            problems.append(_unreadable(name, refusal))
            continue
        if (reading := read_root(root)) is not None:
            found, findings = reading
            hybrid = replace(found, syntax="facturx")
            return Hybrid(opened.page_count, hybrid, findings, data)
    return Hybrid(opened.page_count, findings=tuple(problems))


def read_root(
    root: etree._Element,
) -> tuple[InvoiceReading, tuple[FindingValue, ...]] | None:
    """The invoice under this root, whichever of the two syntaxes it has."""
    if cii.is_cii(root):
        return cii.read(root)
    if local_name(root.tag) in ubl.ROOTS:
        return ubl.read(root)
    return None


def _by_name(file: tuple[str, bytes]) -> int:
    name = file[0].rsplit("/", 1)[-1].lower()
    return KNOWN_NAMES.index(name) if name in KNOWN_NAMES else len(KNOWN_NAMES)


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
