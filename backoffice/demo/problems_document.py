"""Documents that are wrong in themselves, or come from somebody who should not send them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from backoffice.demo import carriers, identifiers, purchasing
from backoffice.demo import company as house
from backoffice.demo.model import Address, Drop, Invoice, Order, Vendor
from backoffice.demo.plot import STRUCTURED, Plot
from backoffice.demo.problems_match import Twist, any_order, renamed_order, replace_line
from backoffice.demo.suppliers import domain_of
from backoffice.demo.timeline import workday

RULE = "EINVOICE_RULE"


def _coded(plot: Plot, invoice: Invoice, *codes: str) -> list[str]:
    """The codes, with the rule's own where the document is an e-invoice."""
    structured = plot.format_of(invoice.vendor) in STRUCTURED
    return [*codes, RULE] if structured else list(codes)


def _wrong_total(plot: Plot, order: Order) -> None:
    error = Decimal(plot.rng.choice(("10.00", "-3.00", "90.00", "0.90")))
    invoice = replace(plot.bill(order), total_error=error)
    plot.arrive(invoice, "totals_mismatch", _coded(plot, invoice, "TOTALS_MISMATCH"))


def _wrong_tax(plot: Plot, order: Order) -> None:
    error = Decimal(plot.rng.choice(("4.80", "-6.15", "12.00")))
    invoice = replace(plot.bill(order), tax_error=error)
    plot.arrive(invoice, "tax_mismatch", _coded(plot, invoice, "TAX_MISMATCH"))


def _tax_off_by_cents(plot: Plot, order: Order) -> None:
    invoice = replace(plot.bill(order), tax_error=Decimal("0.45"))
    plot.arrive(invoice, "tax_mismatch", ["TAX_MISMATCH"])


def _wrong_rate(plot: Plot, order: Order) -> None:
    invoice = plot.bill(order)
    standard, on_food = house.RATES[order.entity]
    line = invoice.lines[0]
    rate = on_food if line.tax_rate == standard else standard
    plot.arrive(
        replace_line(invoice, replace(line, tax_rate=rate)), "tax_rate_differs", ["TAX_MISMATCH"]
    )


def _no_account(plot: Plot, order: Order) -> None:
    invoice = plot.bill(order)
    vendor = replace(invoice.vendor, iban="", bic="")
    plot.arrive(replace(invoice, vendor=vendor), "einvoice_rule", [RULE])


def _old_unit_code(plot: Plot, order: Order) -> None:
    invoice = plot.bill(order)
    lines = tuple(replace(line, unit="PCE") for line in invoice.lines)
    plot.arrive(replace(invoice, lines=lines), "einvoice_rule", [RULE])


def _changed_bank(plot: Plot, order: Order) -> None:
    invoice = plot.bill(order)
    iban = identifiers.iban(plot.rng, invoice.vendor.address.country)
    vendor = replace(invoice.vendor, iban=iban)
    plot.arrive(replace(invoice, vendor=vendor), "bank_details_changed", ["BANK_DETAILS_CHANGED"])


def _changed_tax_id(plot: Plot, order: Order) -> None:
    invoice = plot.bill(order)
    number = identifiers.vat_id(plot.rng, invoice.vendor.address.country)
    plot.arrive(
        replace(invoice, vendor=replace(invoice.vendor, vat_id=number)),
        "vat_id_mismatch",
        ["TAX_ID_MISMATCH"],
    )


def _xml_vendor(order: Order) -> bool:
    return any_order(order) and int(order.vendor.vendor_id[1:]) % 13 != 12


def _taxed(order: Order) -> bool:
    return any_order(order) and all(line.tax_rate > 0 for line in order.lines)


def _domestic(order: Order) -> bool:
    return order.vendor.address.country == house.COUNTRIES[order.entity]


def _in_pieces(order: Order) -> bool:
    return _xml_vendor(order) and all(line.uom == "EA" for line in order.lines)


TWISTS = (
    Twist("bank_details_changed", 3, any_order, _changed_bank),
    Twist("vat_id_mismatch", 3, any_order, _changed_tax_id),
    Twist("totals_mismatch", 3, any_order, _wrong_total),
    Twist("tax_mismatch", 2, _taxed, _wrong_tax),
    Twist("tax_off_by_cents", 1, _taxed, _tax_off_by_cents),
    Twist("tax_rate_differs", 2, _domestic, _wrong_rate),
    Twist("no_account", 2, _xml_vendor, _no_account),
    Twist("old_unit_code", 1, _in_pieces, _old_unit_code),
)


# name|street|postcode|city|country|who sells the like|problem|code
_STRANGERS = (
    "Kaffeerösterei Moorende GmbH|Deichstraße 4|21706|Drochtersen|DE|Teehaus Krummhörn GmbH"
    "|unknown_vendor|UNKNOWN_VENDOR",
    "Bloemenimport Westland B.V.|Veilingweg 80|2671 CJ|Naaldwijk|NL|Bloembollen De Ruijter B.V."
    "|unknown_vendor|UNKNOWN_VENDOR",
    "Nordlicht Keramic GmbH|Hafenstr. 2|24937|Flensburg|DE|Nordlicht Keramik GmbH"
    "|lookalike_vendor|VENDOR_LOOKALIKE",
    "Klingenwerk Soling GmbH|Ringstraße 1|42697|Solingen|DE|Klingenwerk Solling GmbH"
    "|lookalike_vendor|VENDOR_LOOKALIKE",
)


def strangers(plot: Plot) -> None:
    """Invoices of vendors nobody knows, and of two who look like somebody known."""
    for row in _STRANGERS:
        name, street, postcode, city, country, like, problem, code = row.split("|")
        model = next(vendor for vendor in plot.company.vendors if vendor.name == like)
        vendor = invented(plot, model, name, Address(street, postcode, city, country))
        day = workday(plot.timeline.month(1).first + timedelta(plot.rng.randint(6, 22)))
        order = purchasing.order_from(plot.rng, plot.company, model, day, "")
        invoice = renamed_order(plot.bill(replace(order, vendor=vendor)), None)
        plot.arrive(invoice, problem, [code, "NO_PURCHASE_ORDER"], form="pdf")


def invented(plot: Plot, model: Vendor, name: str, address: Address) -> Vendor:
    """A vendor who is in no list."""
    country = address.country
    return replace(
        model,
        vendor_id=f"V{9000 + plot.rng.randint(1, 99)}",
        name=name,
        address=address,
        vat_id=identifiers.vat_id(plot.rng, country),
        tax_id="".join(str(plot.rng.randint(1, 9)) if c.isdigit() else c for c in model.tax_id),
        iban=identifiers.iban(plot.rng, country),
        email=f"info@{domain_of(name)}.example",
        numbering="R-{y}-{n:04d}",
    )


# vendor|how its domain is spelled, if it is not the vendor's own
_ASKING = ("Nordlicht Keramik GmbH|", "Teehaus Krummhörn GmbH|teehaus-krumhoern.example")


def account_requests(plot: Plot) -> None:
    """Mails that ask for payment to another account, the second from a domain like the vendor's."""
    day = workday(plot.timeline.month(0).first + timedelta(3))
    for row in _ASKING:
        name, _, spelled = row.partition("|")
        vendor = next(vendor for vendor in plot.company.vendors if vendor.name == name)
        domain = spelled or vendor.email.rpartition("@")[2]
        plot.drops.append(
            Drop(
                arrived=min(day, plot.timeline.today),
                format="letter",
                problem="account_request",
                filename=f"{domain_of(name)}_bankverbindung.eml",
                document_type="mail",
                exceptions=("BANK_DETAILS_CHANGED", "NOT_AN_INVOICE"),
                disposition="refused",
                content=carriers.letter(
                    vendor,
                    plot.company.entities["HL-DE"],
                    sender=f"buchhaltung@{domain}",
                    iban=identifiers.iban(plot.rng, vendor.address.country),
                    day=day,
                ),
            )
        )
