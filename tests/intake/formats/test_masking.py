"""No kind of file keeps a card number: found in it, masked, and the rest of the file as it was."""

import base64
import email
import io
import zipfile
from collections.abc import Callable
from email.message import EmailMessage

import pikepdf
import pytest
from openpyxl import Workbook

from intake.formats import masking, pdf_page, workbooks
from tests.intake.formats.pdfs import pdf_with, saved
from tests.intake.formats.samples import sample

VISA, MASKED = "4539578763621486", "XXXXXXXXXXXX1486"
AMEX = "371449635398431"


def masked_text(text: str, encoding: str = "utf-8") -> str:
    return masking.mask_file(text.encode(encoding)).content.decode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"])
def test_text_is_masked_in_its_own_encoding(encoding: str) -> None:
    text = f"name,memo\nÉcole,Karte {VISA}\n"

    masked = masking.mask_file(text.encode(encoding))

    assert masked.content.decode(encoding) == text.replace(VISA, MASKED)
    assert [(each.where, each.last_four) for each in masked.removed] == [("line 2", "1486")]


@pytest.mark.parametrize(
    "text",
    [
        f"ISA*00*          *00*          *ZZ*A              *ZZ*B              *260105*1200*U*00401"
        f"*000000001*0*P*>~GS*IN*A*B*20260105*1200*1*X*004010~ST*810*0001~NTE**{VISA}~SE*3*0001~",
        f"UNA:+.? 'UNB+UNOC:3+A+B+260105:1200+1'FTX+AAI+++{VISA}'",
        f":20:X\n:25:NL91\n:28C:1\n:60F:C260101EUR0,\n:86:{VISA}\n",
        f"01,A,B,260105,1200,1,,,2/\n02,A,B,1,260105,,EUR,2/\n88,{VISA}\n",
        f"OFXHEADER:100\n<OFX><MEMO>{VISA}</OFX>",
        f"Just a note: {VISA}",
    ],
)
def test_messages_keep_their_length_and_marks(text: str) -> None:
    assert masked_text(text) == text.replace(VISA, MASKED)


def test_xml_is_masked_behind_references_and_in_attached_files() -> None:
    referenced = "".join(f"&#{ord(digit)};" for digit in VISA)
    inside = base64.b64encode(f"card {AMEX}".encode()).decode()
    xml = (
        f"<Invoice><Note>{referenced}</Note><A><EmbeddedDocumentBinaryObject mimeCode='text/csv'>"
        f"{inside}</EmbeddedDocumentBinaryObject></A></Invoice>"
    )

    masked = masking.mask_file(xml.encode())

    assert referenced[:60].encode() not in masked.content
    assert inside.encode() not in masked.content
    assert [each.last_four for each in masked.removed] == ["8431", "1486"]


def test_a_page_in_markup_hides_no_number_between_its_tags() -> None:
    html = "<html><body><b>4539</b>&nbsp;<i>5787</i>&nbsp;6362&nbsp;<b>1486</b></body></html>"

    masked = masking.mask_file(html.encode())

    assert b"<b>XXXX</b>&nbsp;<i>XXXX</i>" in masked.content
    assert len(masked.removed) == 1


def test_an_identifier_under_its_heading_is_not_masked() -> None:
    """T129: the heading of a column says what its numbers are."""
    rows = f"order_id,placed_at,memo\n{VISA},2026-01-05,{VISA}\n"

    assert masked_text(rows) == f"order_id,placed_at,memo\n{VISA},2026-01-05,{MASKED}\n"


@pytest.mark.parametrize("name", ["invoice_ubl.xml", "invoice_cii.xml", "order_ubl.xml"])
def test_a_file_without_numbers_comes_back_as_it_was(name: str) -> None:
    content = sample(name)

    assert masking.mask_file(content) == masking.Masked(content)


def _mail(attached: bytes = b"") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = "sales@halvorsen.example", "ap@retailer.example"
    mail["Subject"] = f"Card {VISA}"
    mail.set_content(f"Please charge {VISA}.\n\u00e9", cte="base64")
    mail.add_alternative(
        f"<p>Please charge <b>{VISA}</b></p>", subtype="html", cte="quoted-printable"
    )
    if attached:
        mail.add_attachment(
            attached, maintype="application", subtype="octet-stream", filename=f"{VISA}.csv"
        )
    return mail


def test_a_mail_is_masked_in_every_part_however_it_is_encoded() -> None:
    masked = masking.mask_file(_mail(f"a,b\ncard,{AMEX}\n".encode()).as_bytes())

    again = email.message_from_bytes(masked.content)
    texts = [part.get_payload(decode=True) for part in again.walk() if not part.is_multipart()]
    said = masked.content + b"".join(text for text in texts if isinstance(text, bytes))
    assert VISA.encode() not in said
    assert AMEX.encode() not in said
    assert said.count(MASKED.encode()) >= 4
    assert masking.mask_file(masked.content).removed == ()


def _zip(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_an_archive_is_masked_in_members_and_their_names() -> None:
    sent = f"memo\ncard {VISA}\n".encode()
    packed = _zip(
        **{f"card {VISA}.csv": sent, "clean.txt": b"nothing", "mail.eml": _mail().as_bytes()}
    )

    masked = masking.mask_file(packed)

    with zipfile.ZipFile(io.BytesIO(masked.content)) as archive:
        assert archive.namelist() == [f"card {MASKED}.csv", "clean.txt", "mail.eml"]
        assert all(VISA.encode() not in archive.read(name) for name in archive.namelist())
        assert archive.read("clean.txt") == b"nothing"
    assert masking.mask_file(masked.content).removed == ()


def test_a_workbook_is_masked_in_strings_and_in_numbers() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["vendor_id", "vendor_name"])
    sheet.append([int(AMEX), VISA])
    stream = io.BytesIO()
    book.save(stream)
    packed = stream.getvalue()

    read = workbooks.read(masking.mask_file(packed).content)

    assert read.table is not None
    (row,) = read.table.rows
    assert row.values["vendor_id"] == "XXXXXXXXXXX8431"
    assert row.values["vendor_name"] == MASKED


def test_a_pdf_is_masked_on_its_pages_beside_them_and_inside() -> None:
    made = pdf_with(
        ["Invoice 7", f"Paid with card {VISA}, thank you", "Total 120.00"],
        files={"notes.xml": f"<note>card {AMEX}</note>".encode()},
    )
    with pikepdf.open(io.BytesIO(made)) as pdf:
        pdf.docinfo["/Subject"] = f"Visa {VISA}"
        made = saved(pdf)

    masked = masking.mask_file(made)
    opened = pdf_page.open_pdf(masked.content)

    assert f"Paid with card {MASKED}, thank you" in opened.texts[0]
    assert "Total 120.00" in opened.texts[0]
    assert opened.files[0][1] == b"<note>card XXXXXXXXXXX8431</note>"
    with pikepdf.open(io.BytesIO(masked.content)) as pdf:
        raw = masked.content + b"".join(
            each.read_bytes() for each in pdf.objects if isinstance(each, pikepdf.Stream)
        )
        assert str(pdf.docinfo["/Subject"]) == f"Visa {MASKED}"
    assert VISA.encode() not in raw
    assert AMEX.encode() not in raw
    assert {each.where for each in masked.removed} == {
        "page 1",
        "the PDF's own data",
        "the embedded file notes.xml, line 1",
    }
    assert masking.mask_file(masked.content).removed == ()


def test_a_pdf_that_cannot_be_opened_is_masked_as_it_lies_there() -> None:
    masked = masking.mask_file(f"%PDF-1.7 broken, card {VISA}".encode())

    assert masked.content == f"%PDF-1.7 broken, card {MASKED}".encode()


@pytest.mark.parametrize(
    "wrap", [lambda text: b"\x89PNG\r\n\x1a\n" + text, lambda text: b"MZ\x00" + text]
)
def test_bytes_of_no_known_kind_hold_no_number_as_it_lies_there(
    wrap: Callable[[bytes], bytes],
) -> None:
    masked = masking.mask_file(wrap(f" card {VISA} ".encode()))

    assert masked.content == wrap(f" card {MASKED} ".encode())


def test_what_is_told_names_the_place_and_the_last_four_alone() -> None:
    masked = masking.mask_file(f"memo\ncard {VISA}\ncard {AMEX}\n".encode())

    first, second = masking.findings_of(masked)

    assert first.text == (
        "A card number (Visa) ending in 1486 was masked in line 2, before the file was kept."
    )
    assert second.actual == "8431"


def test_what_a_program_puts_between_the_parts_of_a_mail_is_no_card() -> None:
    """T129: nineteen digits by chance, which pass the check of cards in one mail of ten."""
    mark = "===============3892923245492692829=="
    mail = (
        "From: a@b.example\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/mixed; boundary="{mark}"\r\n\r\n'
        f"--{mark}\r\nContent-Type: text/plain\r\n\r\nHello\r\n--{mark}--\r\n"
    ).encode()

    assert masking.mask_file(mail).removed == ()
    assert masking.mask_file(mail).content == mail
