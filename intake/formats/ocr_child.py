"""The child process that recognises words on pixels: run as a script.

The engine is loaded once and stays warm. What comes in are raw pixels, never a file of a stranger:
those were decoded in another child. What goes out are words in the frame of the straightened page,
and by how much the page was turned and leaned. Requests and answers have the layout of `child.py`.
"""

import os
import resource
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_threads] = "1"

import numpy as np  # noqa: E402  the number of threads is read when it is loaded
from numpy.typing import NDArray  # noqa: E402
from rapidocr import RapidOCR  # noqa: E402

sys.path.append(str(Path(__file__).parents[2]))
from intake.formats.limited_child import (  # noqa: E402
    limit_memory,
    limit_time,
    read_request,
    write_answer,
)

MEMORY = 2 * 1024 * 1024 * 1024  # of data: the engine maps more than it uses
CPU_SECONDS = 100
MAX_PIXELS = 16_000_000
BLANK = 6.0  # of 255: no print stands out from paper whose tones lie this close together
BAND, LEAST_ASPECT = 1900, 2.2  # a till roll is read in pieces, or its print becomes too small
SEAM = 260  # pixels above the end of a piece, among which the emptiest row is its end
TALL = 1.5  # times as high as wide: the line runs upwards
BADLY = 0.86  # mean certainty, below which the page may be held the wrong way
FEW = 3  # lines, from which nothing can be told about a page
LEVEL = 0.15  # degrees: no more than the detection errs
WIDE = 0.6  # of the height of a line: a wider gap is a space that the engine did not write
LONG = 3.0  # times as wide as high: short lines say nothing about how the page leans

Picture = NDArray[np.uint8]
Corners = NDArray[np.float64]


@dataclass(frozen=True)
class Token:
    """A run of letters without a space: its corners on the pixels, and how certain it is."""

    text: str
    corners: Corners
    score: float


@dataclass(frozen=True)
class Line:
    """One line as the engine found it."""

    corners: Corners
    score: float
    tokens: tuple[Token, ...]

    @property
    def is_upright(self) -> bool:
        """Whether it runs along the page and not up or down."""
        width, height = extent(self.corners)
        return height <= TALL * width


def extent(corners: Corners) -> tuple[float, float]:
    """How long the sides of a slanted box are: along the line, and across it."""
    along = np.linalg.norm(corners[1] - corners[0]) + np.linalg.norm(corners[2] - corners[3])
    across = np.linalg.norm(corners[3] - corners[0]) + np.linalg.norm(corners[2] - corners[1])
    return float(along) / 2, float(across) / 2


def engine() -> RapidOCR:
    """The engine, on one thread; which way a line is held is not asked of every line."""
    return RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.log_level": "critical",
            "Global.return_word_box": True,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Rec.rec_batch_num": 1,
        }
    )


def lines_on(ocr: RapidOCR, picture: Picture) -> list[Line]:
    """What the engine reads on a page, piece by piece."""
    found: list[Line] = []
    for top, bottom in pieces(picture):
        result: Any = ocr(np.ascontiguousarray(picture[top:bottom, :, ::-1]))
        if result.boxes is None or result.txts is None:
            continue
        down = np.array([0.0, float(top)])
        for box, text, score, words in zip(
            result.boxes, result.txts, result.scores, result.word_results, strict=True
        ):
            tokens = tuple(tokens_of(str(text), words, down))
            found.append(Line(np.asarray(box, np.float64) + down, float(score), tokens))
    return found


def pieces(picture: Picture) -> list[tuple[int, int]]:
    """Where to cut a page that is much longer than wide: at rows with little print."""
    height, width = picture.shape[:2]
    if height <= BAND + SEAM or height < LEAST_ASPECT * width:
        return [(0, height)]
    ink = np.abs(np.diff(picture[:, :, 1].astype(np.int16), axis=1)).sum(axis=1)
    cuts = [0]
    while height - cuts[-1] > BAND + SEAM:
        end = cuts[-1] + BAND
        cuts.append(end - SEAM + int(np.argmin(ink[end - SEAM : end])))
    cuts.append(height)
    return list(pairwise(cuts))


def tokens_of(
    text: str, words: Sequence[tuple[str, float, Sequence[Sequence[float]]]], down: Corners
) -> list[Token]:
    """The words of a line: parted at spaces, and where the engine saw a gap as wide as one."""
    tokens: list[Token] = []
    is_spelled = len(words) > 1 and all(len(word) == 1 for word, _, _ in words)
    place = 0
    for word, score, box in words:
        begins = max(text.find(word, place), place)
        token = Token(word, np.asarray(box, np.float64) + down, float(score))
        is_close = tokens and begins == place
        if is_close and (is_spelled or belong_together(tokens[-1], token)):
            tokens[-1] = joined(tokens[-1], token)
        else:
            tokens.append(token)
        place = begins + len(word)
    return tokens


def belong_together(one: Token, other: Token) -> bool:
    """Whether these are one word: a mark stands at the seam, or the gap is no wider than print."""
    if not any(map(str.isalnum, other.text)) or other.text[0] in ".," or one.text[-1] in ".,":
        return True
    gap = float(np.linalg.norm(other.corners[0] - one.corners[1]))
    return gap < WIDE * extent(one.corners)[1]


def joined(one: Token, other: Token) -> Token:
    """Two runs of letters as one."""
    around = np.array([one.corners[0], other.corners[1], other.corners[2], one.corners[3]])
    return Token(one.text + other.text, around, min(one.score, other.score))


def certainty(lines: Sequence[Line]) -> float:
    """How well a page reads: the mean certainty, by the length of the lines."""
    weights = [sum(len(token.text) for token in line.tokens) for line in lines]
    total = sum(weights)
    if total == 0:
        return 0.0
    return sum(line.score * weight for line, weight in zip(lines, weights, strict=True)) / total


def best_held(ocr: RapidOCR, picture: Picture) -> tuple[int, Picture, list[Line]]:
    """How far the page must be turned, to the left in degrees, for its lines to read best.

    A page that reads well as it is costs one reading; only one that does not is tried otherwise.
    """
    lines = lines_on(ocr, picture)
    upright = sum(line.is_upright for line in lines)
    is_sideways = len(lines) > FEW and upright * 2 < len(lines)
    if not is_sideways and (len(lines) <= FEW or certainty(lines) >= BADLY):
        return 0, picture, lines
    tried = [] if is_sideways else [(certainty(lines), 0, picture, lines)]
    for quarters in (1, 3) if is_sideways else (2,):
        turned = np.ascontiguousarray(np.rot90(picture, quarters))
        again = lines_on(ocr, turned)
        tried.append((certainty(again), quarters * 90, turned, again))
        if is_sideways and certainty(again) >= BADLY:
            break
    _, turn, turned, lines = max(tried, key=lambda each: each[0])
    return turn, turned, lines


def lean_of(lines: Sequence[Line]) -> float:
    """How far the lines fall to the right, in degrees: the middle one, by their length."""
    found = []
    for line in lines:
        width, height = extent(line.corners)
        if width >= LONG * height:
            along = line.corners[1] - line.corners[0] + line.corners[2] - line.corners[3]
            found.append((float(np.degrees(np.arctan2(along[1], along[0]))), width))
    found.sort()
    half, passed = sum(width for _, width in found) / 2, 0.0
    for angle, width in found:
        passed += width
        if passed >= half:
            return round(angle, 2) if abs(angle) > LEVEL else 0.0
    return 0.0


def words_of(lines: Sequence[Line], lean: float, size: tuple[int, int]) -> list[list[object]]:
    """Each word with its box on the page straightened around its middle, and its certainty."""
    middle = np.array([size[0] / 2, size[1] / 2])
    angle = np.radians(-lean)
    back = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    words: list[list[object]] = []
    for line in lines:
        for token in line.tokens:
            corners = (token.corners - middle) @ back.T + middle
            center = corners.mean(axis=0)
            width, height = extent(corners)
            if not line.is_upright:
                width, height = height, width
            half = np.array([width / 2, height / 2])
            box = [round(float(each), 1) for each in (*(center - half), *(center + half))]
            words.append([token.text, *box, round(min(token.score, line.score), 3)])
    return words


def recognised(ocr: RapidOCR, said: dict[str, object], content: bytes) -> dict[str, object]:
    """The words on one page of raw pixels."""
    width, height = int(str(said["width"])), int(str(said["height"]))
    if width * height > MAX_PIXELS or len(content) != width * height * 3:
        return {"error": "the page has more pixels than allowed"}
    picture = np.frombuffer(content, np.uint8).reshape(height, width, 3)
    if float(picture[:, :, 1].std()) < BLANK and int(np.ptp(picture[:, :, 1])) < BLANK * 10:
        return {"turn": 0, "lean": 0.0, "words": []}
    turn, turned, lines = best_held(ocr, picture)
    lean = lean_of(lines)
    size = (turned.shape[1], turned.shape[0])
    return {"turn": turn, "lean": lean, "words": words_of(lines, lean, size)}


def main() -> None:
    """Answer requests until the parent hangs up."""
    limit_memory(MEMORY, kind=resource.RLIMIT_DATA, files=64)
    ocr = engine()
    name = f"rapidocr {version('rapidocr')}"
    sock = socket.socket(fileno=0)
    while True:
        said, parts = read_request(sock)
        limit_time(CPU_SECONDS)
        try:
            answer = recognised(ocr, said, parts[0]) | {"engine": name}
        except MemoryError:
            answer = {"error": "it needs more memory than allowed"}
        except Exception as error:  # noqa: BLE001  the engine and its libraries fail in many ways
            answer = {"error": f"the engine failed ({type(error).__name__})"}
        write_answer(sock, answer, [])


if __name__ == "__main__":
    main()
