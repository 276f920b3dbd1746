"""The child process that runs the official rules: run as a script.

One processor, stylesheets compiled once and kept warm, many documents a request. The official
files are the source of every test; before compiling, what only makes their report longer is taken
out, and a small wrapper prints the failed assertions alone.
"""

import re
import resource
import socket
import sys
from pathlib import Path
from typing import Any, NamedTuple, cast

from lxml import etree
from saxonche import PySaxonApiError, PySaxonProcessor, PyXsltExecutable

sys.path.append(str(Path(__file__).parents[2]))
from intake.formats.limited_child import limit_memory, limit_time, read_request, write_answer

CPU_SECONDS = 120
MEMORY = 2 * 1024 * 1024 * 1024  # of data: the engine reserves far more address space than it uses
FILES = 256  # the engine keeps its own libraries and the stylesheets open
XSL = "{http://www.w3.org/1999/XSL/Transform}"
SVRL = "{http://purl.oclc.org/dsdl/svrl}"
PATTERN = re.compile(r"M\d+")
MAPS = "http://www.w3.org/2005/xpath-functions/map"
# One value without blanks is in a list of codes: ` AE L M `, searched from end to end each time.
LISTED = re.compile(
    r"not\(contains\(normalize-space\((?P<of>[.@\w]+)\),\s*' '\)\)\s+and\s+"
    r"contains\(\s*' (?P<codes>[^' ]+(?: [^' ]+)*) ',\s*concat\(' ',\s*"
    r"(?P<said>normalize-space\((?:(?P=of)|upper-case\((?P=of)\))\)),\s*' '\)\s*\)"
)
PREDICATE = re.compile(r"\[[^\[\]]*\]")
THE_DOCUMENT = re.compile(r"(^|\|)\s*/\s*(\||\[|$)")
FROM_THE_TOP = re.compile(r"(^|\|)\s*//(?=[\w*])")
FIELD, ROW = "\ue001", "\ue000"
PRINTED = f"""<xsl:template xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:svrl="http://purl.oclc.org/dsdl/svrl" match="/" priority="1000">
 <xsl:variable name="report"><xsl:next-match/></xsl:variable>
 <xsl:for-each select="$report//svrl:failed-assert">
  <xsl:value-of select="concat(@id, '{FIELD}', @flag, '{FIELD}', @location, '{FIELD}',
   normalize-space(svrl:text), '{ROW}')"/>
 </xsl:for-each>
</xsl:template>"""


class Sheet(NamedTuple):
    """One official stylesheet and what of it is asked for."""

    path: str
    with_warnings: bool
    core_only: bool  # the rules of EN 16931 without those of the profile around it


def prepared(sheet: Sheet) -> str:
    """The stylesheet without what is not asked for, printing failed assertions only."""
    tree = etree.parse(sheet.path)
    root = tree.getroot()
    for assertion in list(root.iter(SVRL + "failed-assert")):
        rule = assertion.findtext(f"{XSL}attribute[@name='id']") or ""
        flag = assertion.findtext(f"{XSL}attribute[@name='flag']")
        is_profile = rule.startswith(("FX-SCH", "PEPPOL"))
        if (flag == "warning" and not sheet.with_warnings) or (sheet.core_only and is_profile):
            remove(next(assertion.iterancestors(XSL + "choose")))
    for report in list(root.iter(SVRL + "fired-rule", SVRL + "active-pattern")):
        remove(report)
    if sheet.core_only:
        leave_out_empty_patterns(root)
    leave_out_attributes(root)
    visit_at_once(root)
    match_by_less(root)
    for output in root.findall(XSL + "output"):
        root.remove(output)
    etree.SubElement(root, XSL + "output", method="text")
    root.append(etree.fromstring(PRINTED))
    return etree.tostring(with_maps(root), encoding="unicode")


def leave_out_empty_patterns(root: etree._Element) -> None:
    """Patterns without an assertion left need not walk the document."""
    asserting: set[str] = set()
    for template in root.iter(XSL + "template"):
        if next(template.iter(SVRL + "failed-assert"), None) is not None:
            asserting.add(template.get("mode", ""))
    for call in list(root.iter(XSL + "apply-templates")):
        mode = call.get("mode", "")
        if call.get("select") == "/" and PATTERN.fullmatch(mode) and mode not in asserting:
            remove(call)


def leave_out_attributes(root: etree._Element) -> None:
    """A pattern without a rule for attributes need not visit them."""
    by_mode: dict[str, list[str]] = {}
    for template in root.iter(XSL + "template"):
        by_mode.setdefault(template.get("mode", ""), []).append(template.get("match", ""))
    for call in root.iter(XSL + "apply-templates"):
        mode = call.get("mode", "")
        if call.get("select") == "@*|*" and not any(
            names_attributes(match) for match in by_mode.get(mode, ())
        ):
            call.set("select", "*")


def names_attributes(match: str) -> bool:
    """Whether a template may be one for attributes, beside the one that visits everything."""
    while match != (outside := PREDICATE.sub("", match)):
        match = outside
    return match != "@*|node()" and ("@" in match or "attribute(" in match)


def visit_at_once(root: etree._Element) -> None:
    """A pattern takes all elements as they come in the document, and need not descend to them.

    Each is still met once and by the same rule, those around it first. A pattern that goes
    elsewhere, such as to attributes or to the document itself, descends as before.
    """
    elsewhere = {
        rule.get("mode", "")
        for rule in root.iter(XSL + "template")
        if THE_DOCUMENT.search(rule.get("match", ""))
    }
    calls: dict[str, list[etree._Element]] = {}
    for call in root.iter(XSL + "apply-templates"):
        calls.setdefault(call.get("mode", ""), []).append(call)
    for mode, found in calls.items():
        selects = [call.get("select") for call in found]
        if mode in elsewhere or not PATTERN.fullmatch(mode):
            continue
        if selects[0] == "/" and set(selects[1:]) == {"*"}:
            found[0].set("select", "//*")
            for call in found[1:]:
                remove(call)


def match_by_less(root: etree._Element) -> None:
    """Every element is below the document, and a prefix is never at the end of a name."""
    for template in root.iter(XSL + "template"):
        match = FROM_THE_TOP.sub(r"\1", template.get("match", ""))
        if match:
            template.set("match", match.replace("ends-with(name(),", "ends-with(local-name(),"))


def with_maps(root: etree._Element) -> etree._Element:
    """Look codes up in maps that are made once, with the answer that searching the list gives."""
    lists: dict[str, str] = {}

    def looked_up(found: re.Match[str]) -> str:
        name = lists.setdefault(found["codes"], f"codes-{len(lists)}")
        return f"map:contains($tieout:{name}, {found['said']})"

    for branch in root.iter(XSL + "when"):
        branch.set("test", LISTED.sub(looked_up, branch.get("test", "")))
    if not lists:
        return root
    spaces = {prefix: uri for prefix, uri in root.nsmap.items() if prefix is not None}
    spaces |= {"map": MAPS, "tieout": "urn:tieout:codes"}
    mapped = etree.Element(root.tag, {str(k): str(v) for k, v in root.attrib.items()}, spaces)
    for codes, name in lists.items():
        entries = ",".join(f"'{code}':1" for code in codes.split())
        variable = etree.SubElement(mapped, XSL + "variable", name=f"tieout:{name}", static="yes")
        variable.set("select", f"map{{{entries}}}")
    mapped.extend(list(root))
    return mapped


def remove(element: etree._Element) -> None:
    """Take one element out of its tree."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


class Rules:
    """Compiled stylesheets, each made once."""

    def __init__(self) -> None:
        self.processor = PySaxonProcessor(license=False)
        self.compiled: dict[Sheet, PyXsltExecutable] = {}

    def failures(self, sheet: Sheet, text: str) -> list[list[str]]:
        """The failed assertions of one document: rule, flag, location, text."""
        executable = self.compiled.get(sheet)
        if executable is None:
            executable = self.compiled[sheet] = self.compile(sheet)
        node = self.processor.parse_xml(xml_text=text)
        executable.set_global_context_item(xdm_item=node)
        executable.set_initial_match_selection(xdm_value=node)
        report = executable.apply_templates_returning_string() or ""
        return [row.split(FIELD) for row in report.split(ROW) if row.strip()]

    def compile(self, sheet: Sheet) -> PyXsltExecutable:
        """Code lists stand beside the official file, so relative names start there."""
        compiler = self.processor.new_xslt30_processor()
        compiler.set_cwd(str(Path(sheet.path).parent))
        return compiler.compile_stylesheet(
            stylesheet_text=prepared(sheet), base_uri=Path(sheet.path).as_uri()
        )


def main() -> None:
    """Answer requests until the parent hangs up."""
    limit_memory(MEMORY, kind=resource.RLIMIT_DATA, files=FILES)
    sock = socket.socket(fileno=0)
    rules = Rules()
    while True:
        said, documents = read_request(sock)
        limit_time(CPU_SECONDS)
        results: list[object] = []
        sheets = [Sheet(*each) for each in cast(list[Any], said["sheets"])]
        for sheet, document in zip(sheets, documents, strict=True):
            try:
                results.append(rules.failures(sheet, document.decode()))
            except PySaxonApiError as error:
                results.append({"error": str(error)})
        write_answer(sock, {"results": results}, [])


if __name__ == "__main__":
    main()
