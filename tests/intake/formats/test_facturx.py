"""PDFs that carry their invoice, and PDFs that would do harm."""

import io
import os
import resource
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pikepdf
import pytest

from core.reasons import ReasonCode
from intake.formats import facturx, pdf_page
from intake.formats.child import ChildFailed, ChildPool
from tests.intake.formats.pdfs import pdf_with, saved
from tests.intake.formats.samples import sample


@pytest.mark.parametrize(
    "name", ["factur-x.xml", "ZUGFeRD-invoice.xml", "zugferd-invoice.xml", "xrechnung.xml", "a.xml"]
)
def test_finds_the_invoice_under_any_of_its_names(name: str) -> None:
    hybrid = facturx.read(pdf_with(["Invoice"], files={name: sample("invoice_cii.xml")}, pages=2))

    assert hybrid.page_count == 2
    assert hybrid.reading is not None
    assert hybrid.reading.syntax == "facturx"
    assert hybrid.reading.invoice_number == "NW-2026-0418"
    assert hybrid.xml == sample("invoice_cii.xml")


def test_passes_over_files_that_are_no_invoice() -> None:
    files = {"a.xml": b"<Terms/>", "b.txt": b"hello", "z.xml": sample("invoice_ubl.xml")}

    hybrid = facturx.read(pdf_with(files=files))

    assert hybrid.reading is not None
    assert hybrid.reading.invoice_number == "NW-2026-0417"


def test_two_invoices_in_one_pdf_must_ask_for_the_same() -> None:
    other = sample("invoice_cii.xml").replace(b">113.05<", b">913.05<")
    files = {"factur-x.xml": sample("invoice_cii.xml"), "xrechnung.xml": other}

    hybrid = facturx.read(pdf_with(files=files))

    assert [(f.code, f.field, f.expected, f.actual) for f in hybrid.findings] == [
        (ReasonCode.TEXT_XML_DISAGREE, "gross_total", "113.05", "913.05")
    ]


def test_finds_a_file_that_the_names_tree_forgot() -> None:
    pdf = pikepdf.open(io.BytesIO(pdf_with(files={"factur-x.xml": sample("invoice_cii.xml")})))
    specs = [spec.obj for spec in pdf.attachments.values()]
    pdf.Root.AF = pikepdf.Array(specs)
    del pdf.Root.Names

    hybrid = facturx.read(saved(pdf))

    assert hybrid.reading is not None


def test_a_broken_invoice_file_is_a_finding_and_the_page_stays() -> None:
    hybrid = facturx.read(pdf_with(files={"factur-x.xml": b"<rsm:Cross"}))

    assert hybrid.reading is None
    assert [f.code for f in hybrid.findings] == [ReasonCode.EINVOICE_RULE]


def test_entities_in_the_embedded_file_are_unsafe() -> None:
    """R29."""
    bomb = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Invoice>&e;</Invoice>'

    hybrid = facturx.read(pdf_with(files={"factur-x.xml": bomb}))

    assert [f.code for f in hybrid.findings] == [ReasonCode.UNSAFE_FILE]


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\n", b"%PDF-1.7\n" + os.urandom(2000), b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF"],
    ids=["header", "noise", "no-pages"],
)
def test_a_broken_pdf_is_unreadable(content: bytes) -> None:
    """R28."""
    with pytest.raises(pdf_page.UnableToReadPdf) as refusal:
        facturx.read(content)

    assert refusal.value.reason is ReasonCode.UNREADABLE


def test_a_locked_pdf_says_so() -> None:
    pdf = pikepdf.open(io.BytesIO(pdf_with(["Invoice"])))
    stream = io.BytesIO()
    pdf.save(stream, encryption=pikepdf.Encryption(owner="o", user="u"))

    with pytest.raises(pdf_page.UnableToReadPdf, match="password"):
        facturx.read(stream.getvalue())


def resident() -> int:
    """The bytes of memory this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def flate_bomb(megabytes: int) -> bytes:
    """A PDF whose one attachment unpacks to so much."""
    pdf = pikepdf.open(io.BytesIO(pdf_with(files={"factur-x.xml": b"<a/>"})))
    packer = zlib.compressobj(9)
    block = b"\0" * 1024 * 1024
    packed = b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()
    spec = next(iter(pdf.attachments.values())).obj
    spec.EF.F.write(packed, filter=pikepdf.Name.FlateDecode)
    return saved(pdf)


def test_a_flate_bomb_stays_in_the_child() -> None:
    """R29: more than a gigabyte in one megabyte ends in words, and not in this process's memory."""
    bomb = flate_bomb(1200)
    before, started = resident(), time.monotonic()

    with pytest.raises(pdf_page.UnableToReadPdf):
        facturx.read(bomb)

    assert time.monotonic() - started < 12
    assert resident() - before < 64 * 1024 * 1024


def test_an_operator_bomb_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """R29: a page that draws for ever is cut off in time, and the next file is read."""
    pdf = pikepdf.open(io.BytesIO(pdf_with(["Invoice"])))
    pdf.pages[0].Contents = pdf.make_stream(b"q 1 0 0 1 0 0 cm (A) Tj Q\n" * 4_000_000)
    started = time.monotonic()

    with monkeypatch.context() as briefly:
        briefly.setattr(pdf_page, "SECONDS", 0.5)
        with pytest.raises(pdf_page.UnableToReadPdf) as refusal:
            pdf_page.page_texts(saved(pdf))
    assert refusal.value.reason is ReasonCode.UNSAFE_FILE
    assert time.monotonic() - started < 10

    assert pdf_page.page_texts(pdf_with(["Still here"]))[0].strip() == "Still here"


def test_renders_a_page_as_png() -> None:
    image = pdf_page.render_page(pdf_with(["Invoice"]), 1, 72)

    assert image.png.startswith(b"\x89PNG")
    assert (image.width, image.height) == (595, 842)


def test_there_is_no_page_beyond_the_last() -> None:
    with pytest.raises(pdf_page.UnableToReadPdf, match="no page 2"):
        pdf_page.render_page(pdf_with(["Invoice"]), 2)


SLEEPER = """
import socket, time
sock = socket.socket(fileno=0)
sock.recv(1)
time.sleep({seconds})
"""


def test_a_child_that_hangs_is_killed_and_replaced(tmp_path: Path) -> None:
    """R28: no answer in time ends the child, and the pool goes on."""
    script = tmp_path / "sleeper.py"
    script.write_text(SLEEPER.format(seconds=60))
    pool = ChildPool(script, size=1, jobs_each=10)

    for _ in range(2):
        with pytest.raises(ChildFailed, match="stopped after"):
            pool.ask({"do": "x"}, seconds=0.3)


def test_a_child_that_dies_is_replaced(tmp_path: Path) -> None:
    script = tmp_path / "dies.py"
    script.write_text(SLEEPER.format(seconds=0))
    pool = ChildPool(script, size=1, jobs_each=10)

    for _ in range(2):
        with pytest.raises(ChildFailed, match="memory or time"):
            pool.ask({"do": "x"}, seconds=5)


def test_children_end_with_their_parent() -> None:
    program = (
        "from intake.formats import pdf_page\n"
        "from tests.intake.formats.pdfs import pdf_with\n"
        "pdf_page.page_texts(pdf_with(['x']))\n"
        "print(pdf_page._pool._idle[0].process.pid, flush=True)\n"
        "import os; os._exit(0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=30
    )
    child = int(done.stdout)

    deadline = time.monotonic() + 5
    while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{child}").exists()


def test_a_fork_starts_its_own_children() -> None:
    """Workers fork: two processes on one socket would read each other's answers."""
    content = pdf_with(["Here"])
    assert pdf_page.page_texts(content)
    mine = pdf_page._pool._idle[0].process.pid

    reader, writer = os.pipe()
    forked = os.fork()
    if forked == 0:
        texts = pdf_page.page_texts(content)
        other = pdf_page._pool._idle[0].process.pid
        os.write(writer, f"{texts[0].strip()} {other}".encode())
        os._exit(0)
    os.waitpid(forked, 0)
    text, theirs = os.read(reader, 100).decode().split()

    assert text == "Here"
    assert int(theirs) != mine
    assert pdf_page.page_texts(content)
    assert pdf_page._pool._idle[0].process.pid == mine
