"""Other ways by which an invoice comes: as X12, inside a mail, and as a photograph of the page."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime, time
from email.message import EmailMessage
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from PIL import Image, ImageFilter

from backoffice.demo.model import Drop, Entity, Invoice, InvoiceLine, Vendor
from backoffice.demo.plot import Plot
from backoffice.demo.suppliers import domain_of

_X12_UNITS = {"C62": "EA", "XCS": "CA", "CS": "CA", "KGM": "KG"}
_TILT = 0.6  # degrees, as a page lies on the glass
_PAPER = 246
_SUFFIX = {"x12": "x12", "mail": "eml", "scan": "jpg"}


def send_otherwise(plot: Plot) -> None:
    """Let some of the clean pages come by EDI, by mail and as photographs."""
    repeated = {drop.same_as for drop in plot.drops}
    pages = [
        drop
        for drop in sorted(plot.drops, key=lambda one: (one.arrived, one.filename), reverse=True)
        if drop.format == "pdf"
        and drop.problem == "clean"
        and not drop.held_back
        and drop.filename not in repeated
    ]
    american = [drop for drop in pages if drop.bill.vendor.address.country == "US"]
    others = [drop for drop in pages if drop not in american]
    for drop in american[:3]:
        _change(plot, drop, "x12")
    for place, drop in enumerate(others[:5]):
        _change(plot, drop, "scan" if place in {0, 3} else "mail")


def _change(plot: Plot, drop: Drop, form: str) -> None:
    name = f"{drop.filename.rpartition('.')[0]}.{_SUFFIX[form]}"
    plot.drops[plot.drops.index(drop)] = replace(drop, format=form, filename=name)


def mail(invoice: Invoice, page: bytes) -> bytes:
    """The mail of a vendor with its invoice attached; the same invoice gives the same bytes."""
    domain = f"{domain_of(invoice.vendor.name)}.example"
    message = EmailMessage()
    message["From"] = f"{invoice.vendor.name} <{invoice.vendor.email}>"
    message["To"] = f"{invoice.entity.name} <invoices@hartwell-lind.example>"
    message["Subject"] = f"{invoice.number}"
    sent = datetime.combine(invoice.issue_date, time(9, 12), ZoneInfo(invoice.entity.timezone))
    message["Date"] = format_datetime(sent)
    message["Message-ID"] = f"<{_plain(invoice.number)}@{domain}>"
    message.set_content(f"{invoice.number}, {invoice.gross_total} {invoice.currency}.\n")
    message.add_attachment(
        page, maintype="application", subtype="pdf", filename=f"{_plain(invoice.number)}.pdf"
    )
    message.set_boundary(f"=_{_plain(invoice.number)}")
    return message.as_bytes()


def letter(vendor: Vendor, entity: Entity, *, sender: str, iban: str, day: date) -> bytes:
    """A mail without a file that asks for payment to another account."""
    message = EmailMessage()
    message["From"] = f"{vendor.name} <{sender}>"
    message["To"] = f"{entity.name} <invoices@hartwell-lind.example>"
    message["Subject"] = "Neue Bankverbindung"
    sent = datetime.combine(day, time(16, 47), ZoneInfo(entity.timezone))
    message["Date"] = format_datetime(sent)
    message["Message-ID"] = f"<{_plain(iban)}@{sender.rpartition('@')[2]}>"
    message.set_content(
        "Guten Tag,\n\nunsere Bankverbindung hat sich geändert. Bitte überweisen Sie offene"
        f" Rechnungen ab sofort auf das Konto {iban}.\n\nMit freundlichen Grüßen\n{vendor.name}\n"
    )
    return message.as_bytes()


def _plain(text: str) -> str:
    return "".join(char if char.isalnum() or char == "-" else "-" for char in text)


def photograph(page: bytes) -> bytes:
    """A page as a flat-bed scanner would see it: a little turned, a little soft, in greys."""
    with Image.open(io.BytesIO(page)) as picture:
        grey = picture.convert("L")
        turned = grey.rotate(
            _TILT, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=_PAPER
        )
        soft = turned.filter(ImageFilter.GaussianBlur(0.4))
        made = io.BytesIO()
        soft.save(made, "JPEG", quality=82, dpi=(200, 200))
    return made.getvalue()


def x12(invoice: Invoice) -> bytes:
    """An invoice without tax as an X12 810, version 004010, a segment a line."""
    control = f"{sum(invoice.number.encode()) + invoice.issue_date.toordinal():09d}"
    body = _body(invoice)
    segments = [
        f"ISA*00*          *00*          *ZZ*{_id(invoice.vendor.vendor_id)}*ZZ*"
        f"{_id(invoice.entity.code)}*{invoice.issue_date:%y%m%d}*0915*U*00401*{control}*0*P*>",
        f"GS*IN*{invoice.vendor.vendor_id}*{invoice.entity.code}*{_day(invoice.issue_date)}*0915"
        f"*{int(control)}*X*004010",
        "ST*810*0001",
        *body,
        f"SE*{len(body) + 2}*0001",
        f"GE*1*{int(control)}",
        f"IEA*1*{control}",
    ]
    return ("~\n".join(segments) + "~\n").encode("ascii")


def _body(invoice: Invoice) -> list[str]:
    address = invoice.vendor.address
    town, _, state = address.city.partition(", ")
    due = invoice.due_date
    return [
        f"BIG*{_day(invoice.issue_date)}*{invoice.number}**{invoice.purchase_order}***DI",
        f"CUR*SE*{invoice.currency}",
        f"N1*SE*{invoice.vendor.name}*92*{invoice.vendor.vendor_id}",
        f"N3*{address.street}",
        f"N4*{town}*{state}*{address.postcode}*US",
        f"N1*BY*{invoice.entity.name}*92*{invoice.entity.code}",
        f"N1*ST*Hartwell & Lind {invoice.deliver_to.name}*92*{invoice.deliver_to.code}",
        *([f"ITD*01*3*****{(due - invoice.issue_date).days}"] if due else []),
        f"DTM*011*{_day(invoice.delivery_date)}",
        *(segment for line in invoice.lines for segment in _line(line)),
        f"TDS*{invoice.gross_total * 100:.0f}",
        *([f"SAC*C*D240***{invoice.freight * 100:.0f}********Freight"] if invoice.freight else []),
        f"CTT*{len(invoice.lines)}",
    ]


def _line(line: InvoiceLine) -> list[str]:
    unit = _X12_UNITS.get(line.unit, line.unit)
    ids = "".join(
        f"*{kind}*{value}"
        for kind, value in (("VN", line.seller_item_id), ("IN", line.buyer_item_id))
        if value
    )
    price = line.unit_price / line.price_base
    text = "".join(char for char in line.description if char.isascii() and char not in "*~>")
    return [
        f"IT1*{line.number}*{line.quantity.normalize():f}*{unit}*{price:f}*{ids}",
        f"PID*F****{text}",
    ]


def _id(text: str) -> str:
    return f"{text:<15}"


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"
