"""The peers of `read_structured`, run by the Python of their own environment."""

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2
from drafthorse.models.document import Document  # type: ignore[import-not-found]
from facturx import get_facturx_xml_from_pdf, xml_check_xsd
from lxml import etree

ROUNDS = 5


def rate(work: Callable[[bytes], object], contents: Sequence[bytes]) -> float:
    """Documents a second of one core, the best of some runs."""
    best = 0.0
    for _ in range(ROUNDS):
        started = time.process_time()
        for content in contents:
            work(content)
        best = max(best, len(contents) / (time.process_time() - started))
    return best


def attachment(content: bytes) -> bytes:
    """The embedded file by pdfium, in this process: the floor."""
    with pypdfium2.PdfDocument(content) as pdf:
        return bytes(pdf.get_attachment(0).get_data())


def facturx_fields(content: bytes) -> object:
    """The embedded file by factur-x, checked against its schema and parsed."""
    _, xml = get_facturx_xml_from_pdf(content, check_xsd=True, check_schematron=False)
    return etree.fromstring(xml)


def main() -> None:
    """Print one JSON object of rates."""
    folder = Path(sys.argv[1])
    xml = [path.read_bytes() for path in sorted(folder.glob("*.xml"))]
    pdf = [path.read_bytes() for path in sorted(folder.glob("*.pdf"))]
    figures = {
        "peer drafthorse: CII to model": rate(lambda c: Document.parse(c, strict=False), xml[:100]),
        "peer factur-x: schema check of CII": rate(
            lambda c: xml_check_xsd(c, flavor="factur-x", level="en16931"), xml[:100]
        ),
        "peer pdfium: attachment": rate(attachment, pdf),
        "peer factur-x: hybrid PDF to XML": rate(facturx_fields, pdf[:100]),
    }
    sys.stdout.write(json.dumps(figures))


if __name__ == "__main__":
    main()
