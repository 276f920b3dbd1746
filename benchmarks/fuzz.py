"""Damaged files, read as an installation reads them: nothing may crash, hang, or be believed.

Run as `python -m benchmarks.fuzz [--each N] [--seed S] [KIND...]`. The samples are the project's.
Bytes are changed, cut, doubled, moved and put in, and so are the pieces of which a format is made.
A wrong amount is accepted where a mutated invoice is read with another total than its sample has,
and nothing that was found in it sends it to a person.
"""

import argparse
import io
import json
import os
import random
import re
import resource
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path

from intake.formats import archives, masking, understanding
from intake.formats import mail as mails
from intake.formats.understanding import Received
from intake.rules.checks import ReadingTolerances
from intake.rules.findings import FindingValue
from intake.rules.reading import DocumentType
from tests.intake.formats.pdfs import pdf_with

SAMPLES = Path(__file__).parents[1] / "tests" / "samples"
HANGS_FROM = 10.0  # seconds by the clock
DAY = date(2026, 3, 2)
INVOICE = [
    "Invoice INV-1042", "Date: 2026-02-03", "Halvorsen Dairy", "Milk 10 pc 12.50 125.00",
    "Net total 125.00", "VAT 20 % 25.00", "Total EUR 150.00",
]  # fmt: skip
TEXTS = {
    "csv": b"vendor_id,vendor_name,iban\nV1,Halvorsen,NO9386011117947\nV2,Orchard,\n",
    "mt940": (
        b":20:START\n:25:NL91ABNA0417164300\n:28C:1/1\n:60F:C260101EUR100,00\n"
        b":61:2601020102D20,00NTRFINV-1//B1\n:86:Halvorsen INV-1\n:62F:C260102EUR80,00\n-"
    ),
    "bai2": (
        b"01,A,B,260102,1200,1,,,2/\n02,C,A,1,260102,,EUR,2/\n03,12345,EUR,010,10000,,/\n"
        b"16,475,2000,Z,B1,INV-1,Halvorsen/\n49,12000,3/\n98,12000,1,5/\n99,12000,1,7/\n"
    ),
    "camt": (
        b'<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">'
        b"<BkToCstmrStmt><Stmt><Id>1</Id><Acct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></Acct>"
        b"<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>100.00</Amt>"
        b"<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-01</Dt></Dt></Bal><Bal><Tp><CdOrPrtry>"
        b"<Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>80.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt>"
        b"<Dt>2026-01-02</Dt></Dt></Bal><Ntry><Amt Ccy='EUR'>20.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>"
        b"<Sts>BOOK</Sts><BookgDt><Dt>2026-01-02</Dt></BookgDt><NtryDtls><TxDtls><RmtInf><Ustrd>"
        b"INV-1</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"
    ),
    "x12": (
        b"ISA*00*          *00*          *ZZ*SELLER         *ZZ*BUYER          *260203*1200*U*00401"
        b"*000000001*0*P*>~GS*IN*SELLER*BUYER*20260203*1200*1*X*004010~ST*810*0001~"
        b"BIG*20260203*INV1042*20260101*PO77~N1*SE*Halvorsen*92*V1~IT1*1*10*EA*12.50**UP*4006381333931~"
        b"TDS*12500~CTT*1~SE*7*0001~GE*1*1~IEA*1*000000001~"
    ),
    "edifact": (
        b"UNA:+.? 'UNB+UNOC:3+SELLER+BUYER+260203:1200+1'UNH+1+INVOIC:D:96A:UN'BGM+380+INV1042+9'"
        b"DTM+137:20260203:102'NAD+SU+++Halvorsen'CUX+2:EUR:4'LIN+1++4006381333931:EN'QTY+47:10'"
        b"MOA+203:125.00'PRI+AAA:12.50'UNS+S'MOA+79:125.00'MOA+77:150.00'MOA+124:25.00'UNT+13+1'UNZ+1+1'"
    ),
}  # fmt: skip
PIECES = re.compile(rb"[<>/=\"'*~+:;,\s]+")
ODD = (b"\x00", b"\xff\xfe", b"-", b"9" * 30, b"1e999", b"NaN", b"\xe2\x80\xae", b"&#x0;",
       b"<![CDATA[",
       b"%", b"{", b"'" * 9, b"~" * 9, b"0", b".", b",", b"]]>", b"\r",
       b"<!DOCTYPE a [<!ENTITY b 'c'>]>")  # fmt: skip


def main() -> None:
    """Damage and read; print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("kinds", nargs="*")
    asked = parser.parse_args()
    samples = {kind: found for kind, found in kinds().items() if kind in (asked.kinds or kinds())}
    report = {kind: run(kind, found, asked.each, asked.seed) for kind, found in samples.items()}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    whole = {"files": asked.each * len(samples), "parent MiB": memory, "load": os.getloadavg()}
    sys.stdout.write(json.dumps({"kinds": report, **whole}, indent=1) + "\n")
    sys.exit(any(one["crashes"] or one["hangs"] or one["wrong"] for one in report.values()))


def kinds() -> dict[str, list[bytes]]:
    """Return the samples by kind."""
    einvoices = [path.read_bytes() for path in sorted((SAMPLES / "einvoices").glob("*.xml"))]
    xml = next(content for content in einvoices if b"CrossIndustryInvoice" in content)
    pdf = pdf_with(INVOICE)
    return {
        "xml": einvoices,
        "pdf": [pdf, pdf_with(INVOICE, files={"factur-x.xml": xml})],
        "mail": [mail(pdf)],
        "zip": [archive(einvoices[0])],
        **{kind: [content] for kind, content in TEXTS.items()},
    }


def mail(attached: bytes) -> bytes:
    """Return a mail with one invoice on it."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@b.example", "c@d.example", "Invoice"
    made.set_content("Please find our invoice attached.")
    made.add_attachment(attached, maintype="application", subtype="pdf", filename="invoice.pdf")
    return made.as_bytes()


def archive(content: bytes) -> bytes:
    """Return an archive with one invoice in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("invoice.xml", content)
    return stream.getvalue()


def run(kind: str, samples: list[bytes], each: int, seed: int) -> dict[str, object]:
    """Damage one kind so many times; return what came of it."""
    made = random.Random(f"{kind}-{seed}")  # noqa: S311
    counts: Counter[str] = Counter()
    totals = [total_of(read(sample)) for sample in samples]
    longest, worst = 0.0, []
    for _ in range(each):
        place = made.randrange(len(samples))
        damaged = mutated(samples[place], made)
        started = time.monotonic()
        try:
            understood = read(damaged)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            counts["crashes"] += 1
            worst.append(f"{type(error).__name__}: {error}"[:160])
            continue
        took = time.monotonic() - started
        longest = max(longest, took)
        counts["hangs"] += took > HANGS_FROM
        counts["read"] += understood.read.refusal is None
        if is_wrong(understood, totals[place]):
            counts["wrong"] += 1
            worst.append(f"{totals[place]} read as {total_of(understood)}")
    return {
        **{name: counts[name] for name in ("crashes", "hangs", "wrong", "read")},
        "seconds at most": round(longest, 2),
        "worst": worst[:5],
    }


def read(content: bytes) -> understanding.Understood:
    """Take one file as far as understanding it."""
    clean = masking.mask_file(content).content
    logger = understanding.logger
    logger.exception = failed  # type: ignore[method-assign]
    (found,) = understanding.understand_many(
        [Received(clean, "mutated", DAY)], limits=ReadingTolerances()
    )
    inside = [read(part) for part in members(clean, found.read.document_type)]
    return next((part for part in inside if part.read.invoice is not None), found)


def members(content: bytes, kind: DocumentType) -> list[bytes]:
    """Return the files in an archive or on a mail, as unpacking takes them out."""
    if kind not in {DocumentType.ARCHIVE, DocumentType.MAIL}:
        return []
    opened = archives.members(content) if kind is DocumentType.ARCHIVE else taken_off(content)
    return [] if isinstance(opened, FindingValue) else [part.content for part in opened]


def taken_off(content: bytes) -> Iterator[archives.Member] | FindingValue:
    """Return the files on a mail."""
    opened = mails.read(content)
    return opened if isinstance(opened, FindingValue) else iter(opened.members)


def failed(*_: object, **__: object) -> None:
    """Let a reader's failure, which costs one file alone, count as the crash that it is."""
    raise  # noqa: PLE0704 - the error that is being handled


def total_of(understood: understanding.Understood) -> Decimal | None:
    """Return what is to be paid."""
    invoice = understood.read.invoice
    return None if invoice is None else invoice.gross_total


def is_wrong(understood: understanding.Understood, right: Decimal | None) -> bool:
    """Say whether another amount would be believed: read, and nothing found that stops it."""
    total = total_of(understood)
    return right is not None and total is not None and total != right and not understood.findings


def mutated(content: bytes, made: random.Random) -> bytes:
    """Return the content damaged one to four times."""
    for _ in range(made.randint(1, 4)):
        content = made.choice(DAMAGES)(content, made)
    return content


def flip(content: bytes, made: random.Random) -> bytes:
    """Change one byte."""
    place = made.randrange(len(content) or 1)
    return content[:place] + bytes([made.randrange(256)]) + content[place + 1 :]


def digit(content: bytes, made: random.Random) -> bytes:
    """Write another digit in the place of one."""
    places = [found.start() for found in re.finditer(rb"[0-9]", content)]
    if not places:
        return content
    place = made.choice(places)
    return content[:place] + made.choice("0123456789").encode() + content[place + 1 :]


def cut(content: bytes, made: random.Random) -> bytes:
    """Take a stretch out."""
    start, end = sorted(made.randrange(len(content) + 1) for _ in range(2))
    return content[:start] + content[min(end, start + made.choice((1, 8, 64, 4096))) :]


def end_early(content: bytes, made: random.Random) -> bytes:
    """Let the file end too early."""
    return content[: made.randrange(len(content) + 1)]


def double(content: bytes, made: random.Random) -> bytes:
    """Repeat a stretch."""
    start = made.randrange(len(content) + 1)
    return content[: start + 200] + content[start:]


def put_in(content: bytes, made: random.Random) -> bytes:
    """Put something odd in."""
    place = made.randrange(len(content) + 1)
    return content[:place] + made.choice(ODD) + content[place:]


def swap(content: bytes, made: random.Random) -> bytes:
    """Let two pieces of the format change places."""
    pieces = list(pieces_of(content))
    if len(pieces) < 2:
        return content
    (a, b), (c, d) = sorted(made.sample(pieces, 2))
    return content[:a] + content[c:d] + content[b:c] + content[a:b] + content[d:]


def pieces_of(content: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the pieces between the marks of a format stand."""
    start = 0
    for mark in PIECES.finditer(content):
        if mark.start() > start:
            yield start, mark.start()
        start = mark.end()


DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    flip, digit, digit, digit, digit, cut, end_early, double, put_in, swap, swap,
)  # fmt: skip


if __name__ == "__main__":
    main()
