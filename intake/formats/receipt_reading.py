"""A till receipt: known by what only tills print, read by what its own arithmetic proves.

One that names itself an invoice claims like one, and says that it is paid where it does; any other
is a till receipt, from which nothing is to be paid.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from intake.formats.page_document import PageDocument
from intake.formats.page_words import Box, Line, Page, box_of, lines_of
from intake.formats.receipt_date import Day, day_of
from intake.formats.receipt_lines import Goods, goods_of
from intake.formats.receipt_seller import Seller, seller_of
from intake.formats.receipt_total import Total, total_of
from intake.formats.receipt_words import Role, Row, rows_of
from intake.rules.reading import DocumentKind, DocumentType, Evidence, InvoiceReading, Party

_MARKS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bcash(?:ier|ler|ter)?\b|\bkassierer|\bcaiss(?:e|ier)|\bcajero|\bcassiere|\bkassa\b|\bcontanti\b",
        r"\bchange\b|r(?:ü|ue)ckgeld|rendu|\bcambio\b|\bresto\b|wisselgeld|\bbaki\b",
        r"\btender(?:ed)?\b|\bgegeben\b|esp[èe]ces|efectivo|\bcontant\b|\bcash received\b|\bpaid\b",
        r"\brounding\b|\brundung\b|afronding|arrotondamento",
        r"\breceipt\b|kassenbon|kassenbeleg|\bbon\b|ticket de caisse|scontrino|kassabon|\bresit\b"
        r"|documento commerciale|factura simplificada|\bquittung\b",
        r"\bthank you\b|come again|vielen dank|merci de votre|gracias por|grazie|bedankt"
        r"|terima kasih",
        r"goods sold|not (?:re(?:turn|fund)able)|exchange|umtausch|[ée]change|cambios",
        r"\b(?:till|pos|terminal|counter|ctr|register|kasse|caja|cassa|operator|salesperson|server)\b",
        r"\b\d{1,2}:\d{2}(?!\d)",
        r"\b(?:table|tisch|mesa|tavolo|tafel|pax|covers|couverts)\b",
        r"\b(?:visa|mastercard|maestro|amex|girocard|aid|auth(?:orisation)? code|approval code)\b",
    )
)
_NOT_A_TILL: Final = re.compile(
    r"\b(?:bill to|ship to|sold to|payment terms|net \d{2} days|due date|remit to|rechnungsempf"
    r"|zahlungsziel|f[äa]llig am|factur[ée] [àa]|[ée]ch[ée]ance|vencimiento|scadenza|vervaldatum"
    r"|account n(?:umber|o)|iban)\b",
    re.IGNORECASE,
)
_ENOUGH: Final = 4
_AT_A_TILL: Final = frozenset({Role.TENDER, Role.CHANGE, Role.ROUNDING})
_INVOICE: Final = re.compile(
    r"\b(?:tax ?inv|invoice|rechnung|facture|factura|fattura|factuur)|\btax\b.{0,3}\binv"
    r"|\btax ?inv.{1,4}(?:ce|e)\b",
    re.IGNORECASE,
)
_NO_INVOICE: Final = re.compile(
    r"\b(?:not an?|keine?|no es una|non è una|geen) (?:tax )?"
    r"(?:invoice|rechnung|factura|fattura|factuur)",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(
    r"\b(?:(?:tax )?inv(?:oice|olce)?|doc(?:ument)?|receipt|rcpt|bill?|check|beleg|bon|rechnungs?"
    r"|facture|factura|fattura|ticket|documento|factuur)[ .-]{0,2}"
    r"(?:no|nr|num(?:ber|mer|ero)?|n[°º]|#)?[ .:#]{0,4}[:#]? ?"
    r"(?P<number>(?=[^ ]*\d)[A-Z0-9][A-Z0-9/_-]{2,24})\b(?! ?[:.]\d)",
    re.IGNORECASE,
)
_SIGNS: Final = (
    (re.compile(r"(?:^|[^A-Za-z])RM ?\d|\bRM\b|\(RM\)"), "MYR"),
    (re.compile(r"€|\bEUR\b"), "EUR"),
    (re.compile(r"£|\bGBP\b"), "GBP"),
    (re.compile(r"\bCHF\b|\bFr\.(?= ?\d)"), "CHF"),
    (re.compile(r"\bUSD\b|US\$"), "USD"),
    (re.compile(r"\bSGD\b|\bS\$"), "SGD"),
    (re.compile(r"\bAUD\b|\bA\$"), "AUD"),
)
_TWO: Final = 2
_MOST_SHOWN: Final = 400  # characters of the goods that their evidence repeats
_CERTAIN, _PROVEN, _LIKELY, _DOUBTFUL = map(Decimal, ("0.99", "0.96", "0.85", "0.60"))


def is_receipt(lines: Sequence[Line], rows: Iterable[Row]) -> bool:
    """Whether a till printed this: it counts cash, and has little of a bill on account."""
    counted = {row.role for row in rows if row.role in _AT_A_TILL and row.amounts}
    text = "\n".join(line.text for line in lines)
    marks = sum(bool(mark.search(text)) for mark in _MARKS)
    wanted = _ENOUGH + 3 * bool(_NOT_A_TILL.search(text)) + 2 * (not counted)
    return len(counted) + marks >= wanted


def read(pages: Sequence[Page], *, method: str) -> PageDocument | None:
    """The receipt on these pages; none where no till printed them."""
    lines = lines_of(pages)
    rows = rows_of(lines)
    if not is_receipt(lines, rows):
        return None
    document_type = DocumentType.INVOICE if _claims(lines) else DocumentType.TILL_RECEIPT
    parts = total_of(rows), day_of(lines), seller_of(lines)
    return PageDocument(document_type, _reading(lines, rows, *parts, method), _together(*parts))


def in_words(reading: InvoiceReading) -> str:
    """Whose receipt it is, of which day and over how much, as far as it says."""
    amount = None if reading.gross_total is None else f"{reading.gross_total:,}"
    parts = (
        ("of", reading.seller.name),
        ("of", reading.issue_date and reading.issue_date.isoformat()),
        ("over", amount and " ".join(filter(None, [amount, reading.currency]))),
    )
    return "".join(f" {word} {value}" for word, value in parts if value)


def with_missing(reading: InvoiceReading, pages: Sequence[Page], *, method: str) -> InvoiceReading:
    """A reading of one page with its total, day and seller where only a receipt's ways find them.

    A small shop's bill is laid out like a receipt. What was read already stays as it is.
    """
    if len(pages) != 1:
        return reading
    lines = lines_of(pages)
    rows = rows_of(lines)
    other = _reading(lines, rows, total_of(rows), day_of(lines), seller_of(lines), method)
    missing = {
        name: getattr(other, name)
        for name in ("gross_total", "issue_date", "currency")
        if getattr(reading, name) is None and getattr(other, name) is not None
    }
    if reading.net_total is not None or reading.tax_total is not None:
        missing.pop("gross_total", None)
    if reading.seller.name is None and other.seller.name is not None:
        missing["seller"] = replace(reading.seller, name=other.seller.name)
    names = {*missing, *({"seller_name"} if "seller" in missing else ())}
    found = tuple(
        (name, replace(each, confidence=min(each.confidence, _DOUBTFUL)))
        for name, each in other.evidence
        if name in names
    )
    return replace(reading, **missing, evidence=(*reading.evidence, *found))


def _claims(lines: Iterable[Line]) -> bool:
    """Whether it names itself an invoice."""
    texts = [line.text for line in lines]
    if any(_NO_INVOICE.search(text) for text in texts):
        return False
    return any(_INVOICE.search(text) for text in texts)


def _reading(
    lines: Sequence[Line],
    rows: tuple[Row, ...],
    total: Total | None,
    day: Day | None,
    seller: Seller | None,
    method: str,
) -> InvoiceReading:
    evidence: list[tuple[str, Evidence]] = []

    def keep(field: str, page: int, box: Box, text: str, confidence: Decimal) -> None:
        evidence.append((field, Evidence(page, box, text, method, confidence)))

    number = _number(lines)
    if number is not None:
        keep("invoice_number", number[1].page, number[2], number[0], _LIKELY)
    if day is not None:
        keep("issue_date", day.page, day.box, day.text, _day_confidence(day))
    if seller is not None:
        keep("seller_name", seller.page, seller.box, seller.text, _seller_confidence(seller))
    tax = None if total is None else total.tax
    if total is not None:
        sure = _total_confidence(total)
        keep("gross_total", total.row.page, total.amount.box, total.amount.text, sure)
        if tax is not None:
            keep("tax_total", tax[1].page, tax[0].box, tax[0].text, min(sure, _LIKELY))
    goods = goods_of(rows, total)
    evidence += _of_goods(goods, method)
    gross = None if total is None else total.value
    is_paid = total is not None and total.is_paid
    currency, signed = _currency(rows)
    if signed is not None:
        keep("currency", signed.page, signed.box, signed.text, _LIKELY)
    tenders = [row for row in rows if row.role is Role.TENDER and row.last]
    for row in tenders[:1] if is_paid else ():
        for name in ("prepaid", "amount_due"):
            keep(name, row.page, row.box, row.text, _LIKELY)
    return InvoiceReading(
        kind=DocumentKind.INVOICE,
        syntax="page",
        invoice_number=None if number is None else number[0],
        issue_date=None if day is None else day.value,
        currency=currency,
        seller=Party(name=None if seller is None else seller.name),
        gross_total=gross,
        tax_total=None if tax is None else tax[0].value,
        net_total=None if tax is None or gross is None else gross - tax[0].value,
        prepaid=gross if is_paid else None,
        amount_due=Decimal("0.00") if is_paid else None,
        lines=() if goods is None else goods.lines,
        evidence=tuple(evidence),
    )


def _number(lines: Sequence[Line]) -> tuple[str, Line, Box] | None:
    """The number of the invoice or receipt, where one stands behind its label."""
    for line in lines:
        if (found := _NUMBER.search(line.text)) is not None:
            words = [word for word in line.words if found["number"] in word.text]
            return found["number"], line, box_of(words or line.words)
    return None


def _currency(rows: Iterable[Row]) -> tuple[str | None, Row | None]:
    """The currency whose sign is printed most, where no other is as often, and its first row."""
    found = [(code, row) for row in rows for sign, code in _SIGNS if sign.search(row.text)]
    ranked = Counter(code for code, _ in found).most_common(_TWO)
    if not ranked or (len(ranked) == _TWO and ranked[0][1] == ranked[1][1]):
        return None, None
    return next(each for each in found if each[0] == ranked[0][0])


def _total_confidence(total: Total) -> Decimal:
    """By how many sums prove it, and whether another amount is nearly as good."""
    if not total.is_alone or total.amount.is_mended:
        return _DOUBTFUL
    if not total.proofs:
        return _DOUBTFUL
    if total.row.role is not Role.TOTAL:
        return _LIKELY
    return _CERTAIN if len(total.proofs) >= _TWO else _PROVEN


def _day_confidence(day: Day) -> Decimal:
    return _PROVEN if day.is_sure else _DOUBTFUL


def _seller_confidence(seller: Seller) -> Decimal:
    """Less than any amount: no sum finds a wrong letter, and a shop has more than one name."""
    return _LIKELY if seller.is_sure else _DOUBTFUL


def _of_goods(goods: Goods | None, method: str) -> list[tuple[str, Evidence]]:
    """Goods that are the total together; one alone might be a total by another name."""
    if goods is None:
        return []
    text = " ".join(row.text for row in goods.rows)[:_MOST_SHOWN]
    sure = _LIKELY if len(goods.lines) >= _TWO else _DOUBTFUL
    return [("lines", Evidence(goods.rows[0].page, goods.box, text, method, sure))]


def _together(total: Total | None, day: Day | None, seller: Seller | None) -> Decimal:
    """The chance that total and day are right, where there is a name to look for the vendor by."""
    if total is None or day is None or seller is None:
        return Decimal(0)
    return min(_total_confidence(total), _day_confidence(day))
