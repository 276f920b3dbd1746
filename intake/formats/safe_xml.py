"""XML from strangers: no entities, no document types, no network, and limits on everything.

Every XML reader parses through `parse`. What it refuses it names, so that a person can tell the
sender what to change. Parsing is linear in the bytes, so the limit on bytes is the limit on time.
"""

import io
import re
import threading
from collections.abc import Iterator
from typing import Final

from lxml import etree

from core.reasons import ReasonCode

MAX_BYTES: Final = 50 * 1024 * 1024
MAX_TAGS: Final = 2_000_000
MAX_DEPTH: Final = 100
MAX_ATTRIBUTE: Final = 65_536

_XINCLUDE: Final = "http://www.w3.org/2001/XInclude"
_DOCTYPE: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)")
_ROOT: Final = re.compile(rb"<[A-Za-z_:\x80-\xff]")
_DECLARED: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_USUAL_DEPTH: Final = 14


def _deeper_than(levels: int) -> etree.XPath:
    return etree.XPath("boolean(/" + "/".join("*" * (levels + 1)) + ")")


_UNUSUALLY_DEEP: Final = _deeper_than(_USUAL_DEPTH)
_TOO_DEEP: Final = _deeper_than(MAX_DEPTH)
_LONG_ATTRIBUTE: Final = etree.XPath(f"boolean(//@*[string-length() > {MAX_ATTRIBUTE}])")
_INCLUDES: Final = etree.XPath("boolean(//x:*)", namespaces={"x": _XINCLUDE})
_BOMS: Final = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_WIDE: Final = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))

_mine: Final = threading.local()


class UnableToReadXml(ValueError):
    """The bytes are not XML that may be read; `reason` and `text` are fit to show."""

    def __init__(self, reason: ReasonCode, text: str) -> None:
        super().__init__(text)
        self.reason = reason
        self.text = text


def parse(content: bytes) -> etree._Element:
    """The root element of these bytes.

    :raises UnableToReadXml: too large, unsafe, or not well-formed.
    """
    if len(content) > MAX_BYTES:
        raise UnableToReadXml(
            ReasonCode.TOO_LARGE, f"The XML is larger than {MAX_BYTES // 1024 // 1024} MB."
        )
    content = _as_utf8(content)
    if len(content) > MAX_TAGS and content.count(b"<") > MAX_TAGS:
        raise UnableToReadXml(ReasonCode.TOO_LARGE, f"The XML has more than {MAX_TAGS:,} tags.")
    _refuse_document_type(content)
    root = _parse(content)
    _refuse_dangers(root, content)
    return root


def pieces(content: bytes, names: frozenset[str]) -> Iterator[etree._Element]:
    """Yield the elements of these local names as they end, of a document too long for a tree.

    The caller empties what it has read, so memory stays with what it keeps.

    :raises UnableToReadXml: too large, unsafe, or not well-formed.
    """
    if len(content) > MAX_BYTES:
        raise UnableToReadXml(
            ReasonCode.TOO_LARGE, f"The XML is larger than {MAX_BYTES // 1024 // 1024} MB."
        )
    content = _as_utf8(content)
    _refuse_document_type(content)
    events = etree.iterparse(
        io.BytesIO(content),
        events=("end",),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in events:
            if element.tag.rpartition("}")[2] in names:
                yield element
    except etree.XMLSyntaxError as error:
        raise _refusal_of(error) from error


def _as_utf8(content: bytes) -> bytes:
    """Wide encodings become UTF-8, so that no check below can be hidden from by encoding."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _recode(content[2:], encoding)
    if content.startswith(b"\xef\xbb\xbf"):
        content = content[3:]
    if content[:1].isspace():
        content = content.lstrip()
    for start, encoding in _WIDE:
        if content.startswith(start):
            return _recode(content, encoding)
    return content


def _recode(content: bytes, encoding: str) -> bytes:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnableToReadXml(
            ReasonCode.UNREADABLE, f"The file says {encoding} but byte {error.start} is not."
        ) from error
    return _DECLARED.sub("", text, count=1).lstrip().encode()


def _refuse_document_type(content: bytes) -> None:
    # A single byte is found much faster than a pattern, and most invoices hold none of it.
    declared = _DOCTYPE.search(content) if b"!" in content else None
    if declared is None:
        return
    root = _ROOT.search(content)
    if root is not None and root.start() < declared.start():
        return  # inside the document it can only be text; anything else is not well-formed
    has_entities = b"<!ENTITY" in content
    kind = "entity declarations" if has_entities else "a document type"
    raise UnableToReadXml(
        ReasonCode.UNSAFE_FILE, f"The XML carries {kind} (DOCTYPE), which is not accepted."
    )


def _parse(content: bytes) -> etree._Element:
    try:
        return etree.fromstring(content, _parser())
    except etree.XMLSyntaxError as error:
        raise _refusal_of(error) from error
    except (LookupError, ValueError) as error:
        raise UnableToReadXml(ReasonCode.UNREADABLE, f"Not readable XML: {error}.") from error


def _parser() -> etree.XMLParser:
    """One parser a thread: making one costs as much as parsing a small invoice."""
    parser: etree.XMLParser | None = getattr(_mine, "parser", None)
    if parser is None:
        parser = _mine.parser = etree.XMLParser(
            resolve_entities=False,
            load_dtd=False,
            dtd_validation=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            collect_ids=False,
        )
    return parser


def _refusal_of(error: etree.XMLSyntaxError) -> UnableToReadXml:
    message = (error.msg or "not well-formed").rstrip(".")
    if "depth" in message.lower():
        return UnableToReadXml(
            ReasonCode.UNSAFE_FILE, f"The XML is nested deeper than {MAX_DEPTH} levels."
        )
    if "huge" in message.lower() or "too long" in message.lower():
        return UnableToReadXml(ReasonCode.TOO_LARGE, f"The XML is over a limit: {message}.")
    line, column = error.position
    if f"line {line}" not in message:
        message = f"{message}, line {line}, column {column}"
    return UnableToReadXml(ReasonCode.UNREADABLE, f"The XML is not well-formed: {message}.")


def _refuse_dangers(root: etree._Element, content: bytes) -> None:
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnableToReadXml(ReasonCode.UNSAFE_FILE, "The XML carries a document type (DOCTYPE).")
    if _UNUSUALLY_DEEP(root) and _TOO_DEEP(root):
        raise UnableToReadXml(
            ReasonCode.UNSAFE_FILE, f"The XML is nested deeper than {MAX_DEPTH} levels."
        )
    if len(content) > MAX_ATTRIBUTE and _LONG_ATTRIBUTE(root):
        raise UnableToReadXml(
            ReasonCode.UNSAFE_FILE, f"An attribute is longer than {MAX_ATTRIBUTE:,} characters."
        )
    if _XINCLUDE.encode() in content and _INCLUDES(root):
        raise UnableToReadXml(
            ReasonCode.UNSAFE_FILE, "The XML asks to include other files (XInclude)."
        )
