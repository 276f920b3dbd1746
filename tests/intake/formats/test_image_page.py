"""Pictures are decoded in a child with limits: many formats, upright, and no bombs."""

import io
import struct
import zlib

import pytest
from PIL import Image

from core.reasons import ReasonCode
from intake.formats import image_page
from tests.intake.formats.pictures import drawn, saved

PAGE = drawn(["Invoice"], size=(200, 100))


@pytest.mark.parametrize(
    ("mode", "form", "options"),
    [
        ("RGB", "PNG", {}),
        ("RGBA", "PNG", {}),
        ("P", "PNG", {}),
        ("I;16", "PNG", {}),
        ("L", "JPEG", {}),
        ("CMYK", "JPEG", {}),
        ("1", "TIFF", {"compression": "group4"}),
        ("L", "TIFF", {"compression": "tiff_lzw"}),
        ("RGB", "WEBP", {"lossless": True}),
    ],
)
def test_every_kind_of_picture_becomes_pixels(
    mode: str, form: str, options: dict[str, object]
) -> None:
    page = Image.new("I;16", PAGE.size, 60_000) if mode == "I;16" else PAGE.convert(mode)

    pixels = image_page.pixels(saved(page, form, **options), 1, side=100)

    assert (pixels.width, pixels.height, len(pixels.rgb)) == (100, 50, 100 * 50 * 3)
    assert max(pixels.rgb) > 200


def test_what_shines_through_is_white() -> None:
    clear = Image.new("RGBA", (60, 40), (0, 0, 0, 0))

    assert set(image_page.pixels(saved(clear), 1, side=60).rgb) == {255}


def test_a_photo_is_shown_as_the_camera_was_held() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    content = saved(PAGE, "JPEG", exif=exif, dpi=(100, 100))

    assert image_page.look(content).sizes == ((72.0, 144.0),)
    shown = image_page.render_page(content, 1)
    assert (shown.width, shown.height) == (72.0, 144.0)
    assert Image.open(io.BytesIO(shown.png)).size == (100, 200)


def test_a_page_is_as_large_as_its_resolution_says() -> None:
    assert image_page.look(saved(PAGE, dpi=(200, 200))).sizes == ((72.0, 36.0),)
    assert image_page.look(saved(PAGE, dpi=(1, 1))).sizes == ((200.0, 100.0),)


def test_a_faded_page_is_stretched_and_a_good_one_is_not() -> None:
    faded = PAGE.convert("L").point(lambda tone: 180 + tone // 8).convert("RGB")

    tones = image_page.pixels(saved(faded), 1, side=200).rgb

    assert min(tones) < 40
    assert max(tones) > 215
    assert image_page.pixels(saved(PAGE), 1, side=200).rgb == PAGE.tobytes()


def test_a_fax_has_as_many_pages_as_it_has() -> None:
    pages = [PAGE, Image.new("L", (50, 80), 255), PAGE]
    content = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])

    looked = image_page.look(content)

    assert (looked.format, looked.page_count) == ("tiff", 3)
    assert looked.sizes[1] == (50.0, 80.0)
    assert image_page.pixels(content, 2, side=500).height == 80
    with pytest.raises(image_page.UnableToReadImage, match="no page 4"):
        image_page.pixels(content, 4, side=500)


def test_a_film_is_one_page() -> None:
    film = saved(PAGE, "GIF", save_all=True, append_images=[PAGE.rotate(90)])

    assert image_page.look(film).page_count == 1


def test_a_bomb_is_refused_unopened() -> None:
    """R29: a few bytes that would unfold to gigabytes."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(b"\0" * 99))

    for ask in (image_page.look, lambda content: image_page.pixels(content, 1, side=500)):
        with pytest.raises(image_page.UnableToReadImage, match="than allowed") as refused:
            ask(bomb)
        assert refused.value.reason is ReasonCode.UNSAFE_FILE


@pytest.mark.parametrize("cut", [9, 40, 400])
def test_a_cut_picture_is_refused_in_words(cut: int) -> None:
    """R28."""
    with pytest.raises(image_page.UnableToReadImage, match="cannot be opened"):
        image_page.pixels(saved(PAGE)[:cut], 1, side=500)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
