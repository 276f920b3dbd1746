"""What the cells and the words beside a row say: description, codes, unit, order, note."""

import re
from decimal import Decimal
from typing import Final

from intake.formats.page_columns import Heading
from intake.formats.page_rows import DETAIL, Row, cells_of
from intake.formats.page_values import Manner
from intake.formats.page_words import Line
from intake.rules.reading import AllowanceCharge, InvoiceLine
from intake.rules.units import unit_code

_ORDER: Final = re.compile(
    r" ?\(?(?:purchase order|p\.?o\.?|order|bestellnummer|bestellung|bestelling|uw bestelnummer"
    r"|commande n°|commande|pedido|ordine)(?: ?(?:no|nr)\.?)? ?:? ?"
    r"(?P<number>(?=[A-Z/-]*\d)[A-Z0-9][A-Z0-9/-]{2,})\)?$",
    re.IGNORECASE,
)
_CODE: Final = re.compile(r"(?=[A-Z0-9-]*\d)[A-Z]{1,5}-?[A-Z0-9]*-?\d[A-Z0-9-]*")
_GTIN: Final = re.compile(r"\b(?:\d{13}|\d{14}|\d{12}|\d{8})\b")
_BRACKETED: Final = re.compile(r"\((?:GTIN|GLN|EAN|DUN|SRV|Art)\)", re.IGNORECASE)
_CODED: Final = re.compile(r"(?:EAN|GTIN|UPC|Barcode)\b[ .:]*(?P<code>\d{8,14})", re.IGNORECASE)
_TIED: Final = re.compile(r"-[^\W\d]")
_PLAIN: Final = Manner(None, 2, None)
_CODES: Final = frozenset({"item", "buyer_item", "codes", "gtin", "position"})
_PLURAL: Final = re.compile(r"\((?:s|e|n|en|es)\)")
_ALPHA: Final = re.compile(r"[^\W\d_]")
_THREE: Final = 3
_CENT: Final = Decimal("0.01")
_PLAINLY: Final = 12  # digits: a shorter number of an item is a GTIN only where it is called one


def described(row: Row, heading: Heading) -> InvoiceLine:
    """One row as a line of the invoice."""
    code = _code_above(row, heading)
    text, note = _words(row, heading)
    order = _ORDER.search(text)
    codes = _codes(row)
    quantity, price, net = (row.figures.get(name) for name in ("quantity", "price", "net"))
    if row.sign == -1 and net is not None and quantity is not None and net < 0 < quantity:
        quantity = -quantity
    return InvoiceLine(
        line=row.cells.get("position", "").split(" ")[0],
        description=(text[: order.start()] if order else text).strip(" :") or None,
        quantity=quantity,
        unit=unit_of(row.cells.get("unit")),
        unit_price=price,
        price_base_quantity=row.figures.get("base"),
        net=net if net is not None else row.figures.get("gross"),
        tax_rate=row.figures.get("rate"),
        seller_item_id=codes[0] or code,
        gtin=codes[1] or _gtin_below(note),
        po_number=order["number"] if order else None,
        note=note,
        allowances_charges=_discount(row, quantity),
    )


def _discount(row: Row, quantity: Decimal | None) -> tuple[AllowanceCharge, ...]:
    """What a discount on the row takes off quantity by price, where the amount rests on it."""
    price, net = row.figures.get("price"), row.figures.get("net")
    if row.reduction is not None:
        return (AllowanceCharge(is_charge=False, amount=row.reduction, reason="Discount"),)
    if "discount" not in row.figures or None in (quantity, price, net) or row.sign is None:
        return ()
    amount = quantity * price - net  # type: ignore[operator]
    if not amount:
        return ()
    discount = row.figures["discount"]
    is_share = abs(quantity * price * discount / 100 - amount) <= _CENT  # type: ignore[operator]
    percent = discount if is_share or "%" in row.cells["discount"] else None
    return (AllowanceCharge(is_charge=False, amount=amount, percent=percent, reason="Discount"),)


def _code_above(row: Row, heading: Heading) -> str | None:
    """The number of the item that stands above its words, where the heading says so."""
    text = row.cells.get("description", "")
    is_coded = any(column.is_coded for column in heading.columns)
    if not is_coded or not row.beside or " " in text or not any(map(str.isdigit, text)):
        return None
    del row.cells["description"]
    return text


def _words(row: Row, heading: Heading) -> tuple[str, str | None]:
    """The description as far as it goes on without a gap, and what stands further below."""
    parts = [(line.words[0].middle, _description_of(line, heading)) for line in row.beside]
    parts.append((row.middle, row.cells.get("description", "")))
    said: list[str] = []
    notes: list[str] = []
    is_open = True
    for middle, text in sorted(part for part in parts if part[1]):
        is_detail = (
            middle != row.middle and (DETAIL.match(text) or _CODED.fullmatch(text)) is not None
        )
        if is_detail and middle < row.middle:
            said.clear()  # what is said about something above is no beginning
            continue
        is_detail = is_detail and any(said)
        is_open = is_open and not is_detail
        (said if is_open else notes).append(text)
    notes += [text for line in row.further if (text := _description_of(line, heading))]
    return _joined(said), "\n".join(notes) or None


def _joined(parts: list[str]) -> str:
    """Lines put together; a hyphen at an edge needs no space."""
    made = ""
    for part in parts:
        is_tied = made.endswith("-") or _TIED.match(part) is not None
        made = f"{made}{part}" if is_tied or not made else f"{made} {part}"
    return made


def _description_of(line: Line, heading: Heading) -> str:
    """The words of a line that stand in the column of descriptions."""
    cells = cells_of(line, heading, _PLAIN)
    words = [word for kind in ("description", "other") for word in cells.get(kind, ())]
    if not words and set(cells) <= _CODES:
        return ""
    rest = [word for kind, each in cells.items() if kind not in _CODES for word in each]
    ordered = sorted(rest, key=lambda word: word.x0)
    return " ".join(word.text for word in ordered)


def _codes(row: Row) -> tuple[str | None, str | None]:
    """The seller's number of the item, and its GTIN if its check digit is right."""
    text = _BRACKETED.sub("", row.cells.get("item", "")).strip()
    called = row.cells.get("gtin", "")
    every = f"{called} {text} {row.cells.get('codes', '')}"
    shortest = _PLAINLY
    if called or _BRACKETED.search(row.cells.get("item", "")):
        shortest = len("12345678")
    found = [code for code in _GTIN.findall(every) if len(code) >= shortest]
    gtin = next((code for code in found if _is_gtin(code)), None)
    rest = [part for part in (text or called).split() if part != gtin]
    return " ".join(rest) or None, gtin


def _gtin_below(note: str | None) -> str | None:
    """The GTIN that stands below a description under its name."""
    found = _CODED.search(note or "")
    return found["code"] if found is not None and _is_gtin(found["code"]) else None


def _is_gtin(code: str) -> bool:
    digits = [int(sign) for sign in reversed(code)]
    total = sum(digit * (_THREE if place % 2 else 1) for place, digit in enumerate(digits))
    return total % 10 == 0


def unit_of(text: str | None) -> str | None:
    """The unit as a code where it is known, as printed where not."""
    if text is None or _ALPHA.search(text) is None:
        return None
    plain = _PLURAL.sub("", text)
    return unit_code(plain) or unit_code(text) or text
