"""Drawing pages, so that nothing of it shows in the places of letters that are asked for later.

A font that is not in the file is replaced by one that stretches. It stays as wide as it was drawn
last, and the box of a letter is as wide as the font is then: in the next file too, unless the
library begins anew.
"""

from PIL import Image
from pypdfium2 import PdfPage, _library_scope


class Pen:
    """Draws, and knows whether anything was drawn since the library began."""

    def __init__(self) -> None:
        self._has_drawn = False

    def drawn(self, page: PdfPage, **how: object) -> Image.Image:
        """Return the picture of a page; `how` as `PdfPage.render` has it."""
        self._has_drawn = True
        picture: Image.Image = page.render(**how).to_pil()
        return picture

    def forget(self) -> None:
        """Begin anew where something was drawn; no file may be open."""
        if self._has_drawn:
            _library_scope.destroy_lib()
            _library_scope.init_lib()
            self._has_drawn = False


PEN = Pen()
