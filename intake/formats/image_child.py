"""The child process that decodes pictures: run as a script.

It lowers its own limits before the first byte arrives. Requests and answers have the layout of
`child.py`: lengths, one JSON object, raw parts. What leaves it are sizes, raw pixels, or a PNG that
was drawn anew: nothing of the original file passes through.
"""

import io
import json
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps, ImageSequence

sys.path.append(str(Path(__file__).parents[2]))
from intake.formats.limited_child import (
    Answer,
    limit_memory,
    limit_time,
    read_request,
    write_answer,
)

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 15
MAX_PIXELS = 80_000_000
MAX_FRAMES = 200
FORMATS = ("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP")
MANY_FRAMES = frozenset({"TIFF"})  # the further frames of a GIF are a film, not pages
LEAST_DPI, MOST_DPI, POINTS = 50, 1200, 72
FLAT = 110  # of 255: a picture whose tones lie closer together is stretched
FAINTEST = 0.002  # of all pixels, that may be darker or lighter than the tones that count
MOST_SHRUNK = 3  # the decoder of JPEG may leave out so much detail by itself


class TooLargeError(Exception):
    """The picture is over a limit; the text says which."""


def opened(content: bytes) -> Image.Image:
    """The picture, not decoded yet."""
    image = Image.open(io.BytesIO(content), formats=FORMATS)
    check_size(image)
    return image


def check_size(image: Image.Image) -> None:
    """Refuse what would unfold to more than any page needs."""
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise TooLargeError(f"it has {width} x {height} pixels, more than allowed")


def frame_count(image: Image.Image) -> int:
    """How many pages the picture holds."""
    return getattr(image, "n_frames", 1) if image.format in MANY_FRAMES else 1


def frame(content: bytes, number: int) -> Image.Image:
    """One page; pages count from 1."""
    image = opened(content)
    if not 1 <= number <= min(frame_count(image), MAX_FRAMES):
        raise ValueError(f"there is no page {number}")
    if number > 1:
        image.seek(number - 1)
        check_size(image)
    return image


def is_sideways(image: Image.Image) -> bool:
    """Whether the camera was held so that width and height change places."""
    return image.getexif().get(0x0112, 1) in {5, 6, 7, 8}


def size_in_points(image: Image.Image) -> tuple[float, float]:
    """The size of the upright page, by the resolution it states; a pixel is a point otherwise."""
    stated = image.info.get("dpi")
    across, down = stated if isinstance(stated, tuple) and len(stated) == len("xy") else (0, 0)
    is_sane = all(LEAST_DPI <= each <= MOST_DPI for each in (across, down))
    across, down = (float(across), float(down)) if is_sane else (POINTS, POINTS)
    width, height = image.width * POINTS / across, image.height * POINTS / down
    width, height = (height, width) if is_sideways(image) else (width, height)
    return round(width, 1), round(height, 1)


def upright(image: Image.Image, side: int) -> Image.Image:
    """The page as it is to be held, in color on white, its longer side no more than `side`."""
    if image.format == "JPEG":
        image.draft("RGB", (side * MOST_SHRUNK // 2, side * MOST_SHRUNK // 2))
    image.load()
    page = ImageOps.exif_transpose(image)
    if page.mode.startswith("I") and page.mode != "I":
        page = page.convert("I")
    if page.mode in {"I", "F"}:
        page = page.point(lambda value: value * (1 / 256)).convert("L")
    if "A" in page.getbands() or "transparency" in page.info:
        page = page.convert("RGBA")
        white = Image.new("RGBA", page.size, "white")
        page = Image.alpha_composite(white, page)
    page = page.convert("RGB")
    scale = side / max(page.size)
    if scale < 1:
        size = (max(round(page.width * scale), 1), max(round(page.height * scale), 1))
        page = page.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    return page


def stretched(page: Image.Image) -> Image.Image:
    """A faded page with its tones drawn apart; one with enough contrast as it is."""
    tones = page.convert("L").histogram()
    spare = sum(tones) * FAINTEST
    darkest = first_over(tones, spare)
    lightest = 255 - first_over(tones[::-1], spare)
    if not 0 < lightest - darkest < FLAT:
        return page
    gain = 255 / (lightest - darkest)
    table = [min(max(round((tone - darkest) * gain), 0), 255) for tone in range(256)]
    return page.point(table * 3)


def first_over(tones: list[int], spare: float) -> int:
    """The first tone at which more pixels than `spare` have been passed."""
    passed = 0
    for tone, count in enumerate(tones):
        passed += count
        if passed > spare:
            return tone
    return 255


def look(_: dict[str, object], content: bytes) -> Answer:
    """What format it is, and the size of each page in points."""
    image = opened(content)
    count = frame_count(image)
    sizes: list[list[float]] = []
    for number, each in enumerate(ImageSequence.Iterator(image), 1):
        if number > min(count, MAX_FRAMES):
            break
        sizes.append([*size_in_points(each)])
    return {"format": str(image.format), "count": count, "sizes": sizes}, []


def pixels(said: dict[str, object], content: bytes) -> Answer:
    """One page as rows of red, green and blue bytes, ready to be recognised."""
    image = frame(content, int(str(said["page"])))
    points = size_in_points(image)
    page = stretched(upright(image, int(str(said["side"]))))
    return {"size": list(page.size), "points": list(points)}, [page.tobytes()]


def render(said: dict[str, object], content: bytes) -> Answer:
    """One page as PNG, to be shown."""
    image = frame(content, int(str(said["page"])))
    points = size_in_points(image)
    page = upright(image, int(str(said["side"])))
    stream = io.BytesIO()
    page.save(stream, "PNG", compress_level=3)
    return {"points": list(points)}, [stream.getvalue()]


def black_out(said: dict[str, object], content: bytes) -> Answer:
    """All pages drawn anew, with the given places in points covered."""
    places = json.loads(str(said["places"]))
    pages: list[Image.Image] = []
    count = min(frame_count(opened(content)), MAX_FRAMES)
    for number in range(1, count + 1):
        image = frame(content, number)
        width, _ = size_in_points(image)
        page = upright(image, max(image.size))
        scale = page.width / width
        pen = ImageDraw.Draw(page)
        for box in places.get(str(number), []):
            pen.rectangle([corner * scale for corner in box], fill="black")
        page.info = {"dpi": (scale * POINTS, scale * POINTS)}
        pages.append(page)
    stream = io.BytesIO()
    dpi = pages[0].info["dpi"]
    if len(pages) == 1:
        pages[0].save(stream, "PNG", compress_level=3, dpi=dpi)
    else:
        rest = pages[1:]
        pages[0].save(
            stream, "TIFF", save_all=True, append_images=rest, compression="tiff_deflate", dpi=dpi
        )
    return {}, [stream.getvalue()]


def split(said: dict[str, object], content: bytes) -> Answer:
    """A picture of its own for each range of pages, with the same pixels."""
    made: list[bytes] = []
    for first, last in json.loads(str(said["ranges"])):
        pages = []
        for number in range(first, last + 1):
            image = frame(content, number)
            page = image.copy()
            page.info = {name: image.info[name] for name in ("dpi",) if name in image.info}
            pages.append(page)
        stream = io.BytesIO()
        stated = pages[0].info.get("dpi")
        options = {"dpi": stated} if stated else {}
        pages[0].save(
            stream, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_deflate",
            **options,
        )  # fmt: skip
        made.append(stream.getvalue())
    return {}, made


ACTIONS: dict[str, Callable[[dict[str, object], bytes], Answer]] = {
    "look": look,
    "pixels": pixels,
    "render": render,
    "black_out": black_out,
    "split": split,
}


def main() -> None:
    """Answer requests until the parent hangs up."""
    limit_memory(MEMORY)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    Image.init()
    sock = socket.socket(fileno=0)
    while True:
        said, parts = read_request(sock)
        limit_time(CPU_SECONDS)
        try:
            answer = ACTIONS[str(said["do"])](said, parts[0])
        except TooLargeError as error:
            answer = {"error": str(error)}, []
        except Image.DecompressionBombError:
            answer = {"error": "it has more pixels than allowed"}, []
        except MemoryError:
            answer = {"error": "it needs more memory than allowed"}, []
        except Exception as error:  # noqa: BLE001  decoders fail in many ways
            answer = {"error": problem(error)}, []
        write_answer(sock, *answer)


def problem(error: Exception) -> str:
    """What is wrong, without the address of an object in memory."""
    text = str(error)
    return "it is damaged, or no picture" if not text or " at 0x" in text else text[:200]


if __name__ == "__main__":
    main()
