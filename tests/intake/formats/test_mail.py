"""Mails: every file on them, the forwarded ones too, and nothing that belongs to the text."""

from email.message import EmailMessage

from core.reasons import ReasonCode
from intake.formats import mail
from intake.formats.mail import Mail
from intake.rules.findings import FindingValue

PDF = b"%PDF-1.7 not a real one, but bytes that must come through\x00\xff unharmed"


def _mail(subject: str = "Rechnung 4711", text: str = "Anbei die Rechnung.") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Nordwind Billing <billing@nordwind.example>"
    message["To"] = "invoices@shop.example"
    message["Subject"] = subject
    message.set_content(text)
    return message


def _attach(message: EmailMessage, name: str, content: bytes = PDF, kind: str = "pdf") -> None:
    message.add_attachment(content, maintype="application", subtype=kind, filename=name)


def _read(message: EmailMessage) -> Mail:
    read = mail.read(message.as_bytes())
    assert isinstance(read, Mail)
    return read


class TestTheFilesOnAMail:
    def test_come_in_their_order_with_their_bytes_as_they_were(self) -> None:
        message = _mail()
        _attach(message, "Rechnung Nº 4711.pdf")
        _attach(message, "lines.xml", b"<a/>", "xml")

        read = _read(message)

        assert [member.name for member in read.members] == ["Rechnung Nº 4711.pdf", "lines.xml"]
        assert [member.content for member in read.members] == [PDF, b"<a/>"]

    def test_keep_only_the_last_piece_of_a_path(self) -> None:
        message = _mail()
        _attach(message, "..\\..\\windows/system32/in.pdf")

        assert [member.name for member in _read(message).members] == ["in.pdf"]

    def test_of_one_name_are_told_apart(self) -> None:
        message = _mail()
        _attach(message, "invoice.pdf", b"1")
        _attach(message, "invoice.pdf", b"2")

        assert [each.name for each in _read(message).members] == ["invoice.pdf", "invoice (2).pdf"]

    def test_of_a_forwarded_mail_come_too(self) -> None:
        inner = _mail("Your invoice")
        _attach(inner, "inner.pdf")
        outer = _mail("Fwd: Your invoice")
        outer.add_attachment(inner)
        _attach(outer, "outer.pdf")

        assert [member.name for member in _read(outer).members] == ["inner.pdf", "outer.pdf"]

    def test_forwarded_without_end_are_refused_by_name(self) -> None:
        message = _mail()
        _attach(message, "deep.pdf")
        for _ in range(7):
            outer = _mail()
            outer.add_attachment(message)
            message = outer

        (member,) = _read(message).members

        assert member.problem is not None
        assert member.problem.code is ReasonCode.UNSAFE_FILE

    def test_are_not_the_pictures_in_its_text(self) -> None:
        message = _mail()
        message.add_alternative("<p>See <img src='cid:logo'></p>", subtype="html")
        html = list(message.iter_parts())[1]
        assert isinstance(html, EmailMessage)
        html.add_related(b"\x89PNG\r\n\x1a\n" + b"\0" * 900, "image", "png", cid="<logo>")
        html.add_related(b"\x89PNG\r\n\x1a\n" + b"\0" * 60_000, "image", "png", cid="<scan>")

        (scan,) = _read(message).members

        assert len(scan.content) > 60_000

    def test_that_are_empty_are_named(self) -> None:
        message = _mail()
        _attach(message, "empty.pdf", b"")

        (member,) = _read(message).members

        assert member.problem is not None
        assert member.problem.code is ReasonCode.EMPTY_FILE

    def test_that_are_locked_are_named(self) -> None:
        message = EmailMessage()
        message["From"] = "a@b.example"
        message.set_content(b"\x30\x82", "application", "pkcs7-mime", filename="smime.p7m")

        (member,) = _read(message).members

        assert member.problem is not None
        assert "S/MIME" in member.problem.text


class TestAMail:
    def test_says_who_wrote_what_about(self) -> None:
        message = _mail("Rechnung für März")
        message["Reply-To"] = "other@elsewhere.example"

        read = _read(message)

        assert read.sender == "billing@nordwind.example"
        assert read.reply_to == "other@elsewhere.example"
        assert read.subject == "Rechnung für März"
        assert read.text.strip() == "Anbei die Rechnung."

    def test_of_a_web_page_says_its_words(self) -> None:
        message = EmailMessage()
        message["From"] = "a@b.example"
        message.set_content("<style>p{}</style><p>Pay <b>now</b></p>", subtype="html")

        assert " ".join(_read(message).text.split()) == "Pay now"

    def test_with_broken_parts_never_fails(self) -> None:
        for broken in (
            b"From: a\nContent-Type: multipart/mixed; boundary=x\n\n--x\n",
            b"From: a\nContent-Type: text/plain; charset=klingon\n\nhello\n",
            b"From: =?utf-8?b?!!!?=\nContent-Transfer-Encoding: base64\n\n%%%%\n",
            b"From: a\nContent-Type: message/rfc822\n\nnonsense",
            b"From a mailbox file\nFrom: a@b.example\nSubject: x\n\ntext",
            b"From: a\nContent-Disposition: attachment; filename*=utf-8''%ff%fe\n\nbytes",
        ):
            assert isinstance(mail.read(broken), Mail | FindingValue)
