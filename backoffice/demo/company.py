"""Hartwell & Lind: its companies, stores, bank accounts and range."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

from backoffice.demo import identifiers, suppliers
from backoffice.demo.assortment import RANGES
from backoffice.demo.model import Address, Company, Entity, Item, Location, Vendor

TIMEZONES = {"HL-DE": "Europe/Berlin", "HL-NL": "Europe/Amsterdam", "HL-UK": "Europe/London"}
COUNTRIES = {"HL-DE": "DE", "HL-NL": "NL", "HL-UK": "GB"}
BANKS = {"HL-DE": "1110", "HL-NL": "1120", "HL-UK": "1130"}  # accounts in the ledger
CURRENCIES = {"HL-DE": "EUR", "HL-NL": "EUR", "HL-UK": "GBP"}
RATES = {  # standard rate, rate on food
    "HL-DE": (Decimal("19.00"), Decimal("7.00")),
    "HL-NL": (Decimal("21.00"), Decimal("9.00")),
    "HL-UK": (Decimal("20.00"), Decimal("0.00")),
}
_ENTITIES = (
    ("HL-DE", "Hartwell & Lind GmbH", "Stadthausbrücke 12", "20355", "Hamburg"),
    ("HL-NL", "Hartwell & Lind Nederland B.V.", "Twijnstraat 48", "3511 ZL", "Utrecht"),
    ("HL-UK", "Hartwell & Lind Ltd", "7 Milsom Place", "BA1 1BZ", "Bath"),
)
# code|name|entity|kind|street|postcode|city|share of the entity's sales|opened
_LOCATIONS = (
    "S101|Hamburg Eppendorf|HL-DE|store|Eppendorfer Landstraße 77|20249|Hamburg|24|2009-03-12",
    "S102|Bremen Schnoor|HL-DE|store|Schnoor 15|28195|Bremen|15|2011-09-01",
    "S103|Hannover Altstadt|HL-DE|store|Kramerstraße 9|30159|Hannover|16|2012-04-20",
    "S104|Köln Ehrenfeld|HL-DE|store|Venloer Straße 310|50823|Köln|20|2014-10-02",
    "S105|Düsseldorf Carlstadt|HL-DE|store|Hohe Straße 28|40213|Düsseldorf|18|2016-05-13",
    "S106|Münster Prinzipalmarkt|HL-DE|store|Bogenstraße 4|48143|Münster|13|2018-08-30",
    "S201|Utrecht Twijnstraat|HL-NL|store|Twijnstraat 46|3511 ZL|Utrecht|30|2015-03-06",
    "S202|Haarlem Gouden Straatjes|HL-NL|store|Kleine Houtstraat 61|2011 DG|Haarlem|26|2017-04-14",
    "S203|Groningen Folkingestraat|HL-NL|store|Folkingestraat 23|9711 JT|Groningen|22|2019-09-19",
    "S204|Den Haag Noordeinde|HL-NL|store|Noordeinde 92|2514 GL|Den Haag|24|NEW",
    "S301|Bath Milsom Place|HL-UK|store|5 Milsom Place|BA1 1BZ|Bath|32|2008-05-02",
    "S302|York Stonegate|HL-UK|store|38 Stonegate|YO1 8AS|York|25|2013-11-08",
    "S303|Norwich Lanes|HL-UK|store|21 Lower Goat Lane|NR2 1EL|Norwich|20|2016-10-21",
    "S304|Edinburgh Stockbridge|HL-UK|store|44 Raeburn Place|EH4 1HN|Edinburgh|23|2018-03-29",
    "W01|Distribution centre Winsen|HL-DE|warehouse|Osttangente 200|21423|Winsen (Luhe)|0"
    "|2012-01-02",
    "W02|Distribution centre Corby|HL-UK|warehouse|Steel Road 14|NN17 5XZ|Corby|0|2014-02-03",
    "O01|Head office Hamburg|HL-DE|office|Stadthausbrücke 12|20355|Hamburg|0|2008-01-15",
    "O02|Kantoor Utrecht|HL-NL|office|Twijnstraat 48|3511 ZL|Utrecht|0|2015-01-05",
    "O03|Office Bath|HL-UK|office|7 Milsom Place|BA1 1BZ|Bath|0|2008-01-15",
)


def make(rng: random.Random, *, new_store_opens: date) -> Company:
    """The company with its vendors and range; no orders yet."""
    vendors, new_vendors = suppliers.make(rng)
    items: list[Item] = []
    for number, vendor in enumerate([*vendors, *new_vendors]):
        items += _items(rng, vendor, number, first=10001 + len(items))
    return Company(
        entities={row[0]: _entity(rng, row) for row in _ENTITIES},
        locations=[_location(row, new_store_opens) for row in _LOCATIONS],
        vendors=vendors,
        new_vendors=new_vendors,
        items=items,
    )


def _entity(rng: random.Random, row: tuple[str, str, str, str, str]) -> Entity:
    code, name, street, postcode, city = row
    country = COUNTRIES[code]
    return Entity(
        code=code,
        name=name,
        currency=CURRENCIES[code],
        vat_id=identifiers.vat_id(rng, country),
        tax_id=identifiers.digits(rng, 10),
        timezone=TIMEZONES[code],
        address=Address(street, postcode, city, country),
        iban=identifiers.iban(rng, country),
        bic=f"HLBQ{country}2HXXX",
    )


def _location(row: str, new_store_opens: date) -> Location:
    code, name, entity, kind, street, postcode, city, weight, opened = row.split("|")
    return Location(
        code=code,
        name=name,
        entity=entity,
        kind=kind,
        timezone=TIMEZONES[entity],
        opened_on=new_store_opens if opened == "NEW" else date.fromisoformat(opened),
        address=Address(street, postcode, city, COUNTRIES[entity]),
        weight=int(weight),
    )


def _items(rng: random.Random, vendor: Vendor, company_number: int, *, first: int) -> list[Item]:
    if not vendor.range_key:
        return []
    made = RANGES[vendor.range_key]
    prefix = "".join(word[0] for word in vendor.name.split()[:2] if word[0].isalpha()).upper()
    items: list[Item] = []
    for row_number, row in enumerate(made.rows):
        base, cost, pack, variants = row.split("|")
        for step, variant in enumerate(variants.split(",")):
            price = Decimal(cost) * (1 + Decimal(step * rng.choice((0, 0, 6))) / 100)
            items.append(
                Item(
                    item_id=f"HL{first + len(items)}",
                    vendor_id=vendor.vendor_id,
                    vendor_item_id=f"{prefix}-{row_number + 1}{step + 1:02d}",
                    gtin=identifiers.gtin(company_number + 11, 100 * row_number + step + 1),
                    description=f"{base}, {variant}",
                    department=made.department,
                    category=made.category,
                    unit_cost=price.quantize(Decimal("0.01")),
                    pack_uom="CS" if int(pack) > 1 else "",
                    pack_size=int(pack),
                    price_base=made.price_base,
                    is_food=made.is_food,
                )
            )
    return items
