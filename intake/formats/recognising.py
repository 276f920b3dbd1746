"""Pages without a text layer, recognised: pixels from one child process, words from another.

The engine takes about 0.5 GB and some seconds a page. It runs on one thread a child, because
further threads make it slower; several pages at once are several children.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from intake.formats import image_page, pdf_page
from intake.formats.child import ChildFailed, ChildPool
from intake.formats.image_page import Pixels
from intake.formats.page_words import Word
from intake.formats.recognised import RecognisedPage, Recognition
from intake.rules.recognise import FileKind, recognise

SECONDS: Final = 600.0  # by the clock; the child limits its own processor time to far less
MAX_PAGES: Final = 20
_JOBS_EACH: Final = 200
_SIDE: Final = 2000  # what the engine makes of a longer side anyway
_LONG_SIDE: Final = 6000  # of a till roll, which is read in pieces
_ROLL: Final = 2.2
_ROLL_WIDTH: Final = 1000


def recognise_pages(content: bytes, numbers: Sequence[int], *, processes: int = 1) -> Recognition:
    """What is printed on these pages of a picture or a PDF; pages count from 1.

    A page that cannot be recognised is in the answer, with the reason.
    """
    pool = _pool(processes)
    is_pdf = recognise(content).kind is FileKind.PDF
    engine = ""
    pages: list[RecognisedPage] = []
    for number in numbers[:MAX_PAGES]:
        try:
            pixels = _pixels(content, number, is_pdf=is_pdf)
            said = pool.ask(
                {"do": "words", "width": pixels.width, "height": pixels.height},
                (pixels.rgb,),
                seconds=SECONDS,
            ).said
        except (image_page.UnableToReadImage, pdf_page.UnableToReadPdf) as refusal:
            pages.append(RecognisedPage(number, 0.0, 0.0, problem=refusal.text))
        except ChildFailed as failure:
            text = f"Page {number} cannot be recognised: {failure}."
            pages.append(RecognisedPage(number, *pixels.points, problem=text))
        else:
            engine = str(said["engine"])
            pages.append(_page(number, pixels, said))
    return Recognition(engine, tuple(pages))


def close() -> None:
    """Stop the idle children."""
    for pool in _pools.values():
        pool.close()


def _pool(processes: int) -> ChildPool:
    """The children of this process; how many is decided by who asks first."""
    script = Path(__file__).with_name("ocr_child.py")
    return _pools.setdefault(processes, ChildPool(script, size=processes, jobs_each=_JOBS_EACH))


_pools: Final[dict[int, ChildPool]] = {}


def _pixels(content: bytes, number: int, *, is_pdf: bool) -> Pixels:
    """One page as the engine takes it: as large as it looks at, and no larger."""
    if is_pdf:
        return pdf_page.pixels(content, number, side=_SIDE)
    sizes = image_page.look(content).sizes
    width, height = sizes[number - 1] if number <= len(sizes) else (1.0, 1.0)
    aspect = max(width, height) / max(min(width, height), 1.0)
    side = min(int(_ROLL_WIDTH * aspect), _LONG_SIDE) if aspect > _ROLL else _SIDE
    return image_page.pixels(content, number, side=side)


def _page(number: int, pixels: Pixels, said: Any) -> RecognisedPage:
    """The page as the engine answered, in points."""
    across, down = pixels.points[0] / pixels.width, pixels.points[1] / pixels.height
    if said["turn"] % 180:
        across, down = down, across
    words = [Word(text, *_scaled(box, across, down)) for text, *box, _ in said["words"]]
    return RecognisedPage(
        number,
        *pixels.points,
        turn=int(said["turn"]),
        lean=float(said["lean"]),
        words=tuple(words),
        certainties=tuple(float(word[-1]) for word in said["words"]),
    )


def _scaled(box: Iterable[float], across: float, down: float) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = box
    return (
        round(x0 * across, 1), round(y0 * down, 1), round(x1 * across, 1), round(y1 * down, 1)
    )  # fmt: skip
