"""The vendors: invented makers, growers, roasters and landlords, a row each.

``name|country|street|postcode|city|range|entities|layout|terms|numbering|flags|aliases``.
Flags: ``case`` orders come in cases, ``blocked``, and the unit code the vendor bills pieces in.
"""

from __future__ import annotations

import random
import re
import unicodedata

from backoffice.demo import identifiers
from backoffice.demo.model import Address, Vendor

GOODS = (
    "Nordlicht Keramik GmbH|DE|Schiffbrücke 41|24939|Flensburg|stoneware|HL-DE|classic"
    "|2/10 net 30|RE-{y}-{n:05d}|H87|Nordlicht Keramik",
    "Glashütte Waldau GmbH & Co. KG|DE|Am Ofen 3|94227|Zwiesel|glass|HL-DE|grid"
    "|net 30|{n}|case|Glashuette Waldau",
    "Klingenwerk Solling GmbH|DE|Schleiferweg 12|42651|Solingen|cutlery|HL-DE|modern"
    "|net 30|KS{n:06d}|C62|",
    "Holzmanufaktur Ebert e.K.|DE|Sägemühle 7|36137|Großenlüder|boards|HL-DE|letter"
    "|net 14|{y}/{n:03d}|H87|Holzmanufaktur Ebert;Ebert Holz",
    "Eisen & Flamme GmbH|DE|Hüttenstraße 88|57223|Kreuztal|pans|HL-DE|modern"
    "|2/14 net 30|EF-{n:05d}|H87|",
    "Weberei Sundermann GmbH|DE|Bleichstraße 19|33613|Bielefeld|bedding|HL-DE|classic"
    "|net 30|{y}{n:05d}|H87|Sundermann Textil",
    "Lichtwerk Hagenow GmbH|DE|Parkallee 5|19230|Hagenow|lighting|HL-DE|modern"
    "|net 30|LW-{y}-{n:04d}|H87|",
    "Rahmen Petersen OHG|DE|Norderstraße 60|25813|Husum|frames|HL-DE|letter|net 14|P{n:05d}|C62|",
    "Bohlsener Spielwaren GmbH|DE|Mühlenkamp 2|29581|Gerdau|toys|HL-DE|classic"
    "|net 30|BS-{n:06d}|H87|",
    "Gartenschmiede Altmark GmbH|DE|Am Amboss 11|39576|Stendal|tools|HL-DE|grid"
    "|2/10 net 30|{n:07d}|case|Gartenschmiede Altmark",
    "Torfrei Erden GmbH|DE|Moorweg 24|26683|Saterland|compost|HL-DE|grid|net 21|TE{y}-{n:05d}|C62|",
    "Feuer & Holz Bergmann GmbH|DE|Forsthaus 1|34385|Bad Karlshafen|firewood|HL-DE|classic"
    "|net 14|R{n:05d}|H87|",
    "Gewürzkontor Speicherstadt GmbH|DE|Brook 9|20457|Hamburg|spices|HL-DE|modern"
    "|net 30|GK-{y}-{n:05d}|case|Gewuerzkontor Speicherstadt",
    "Teehaus Krummhörn GmbH|DE|Hafenstraße 14|26736|Krummhörn|tea|HL-DE|letter"
    "|net 30|TK{n:05d}|H87|",
    "Backhaus Lindhorst GmbH|DE|Dorfstraße 33|31698|Lindhorst|biscuits|HL-DE|classic"
    "|net 14|{y}-{n:05d}|case|",
    "Mühle Ahrendt KG|DE|Mühlenweg 1|29593|Schwienau|baking|HL-DE|letter"
    "|net 14|A-{n:05d}|C62|Muehle Ahrendt",
    "Bürstenmacher Todt GmbH|DE|Schulstraße 17|08304|Schönheide|cleaning|HL-DE|grid"
    "|net 30|{n}|H87|Buerstenmacher Todt",
    "PackHanse GmbH|DE|Billstraße 201|20539|Hamburg|bags|HL-DE|grid"
    "|net 30|PH{y}{n:05d}|C62|Pack Hanse;PackHanse Verpackungen",
    "Ladenbau Ostwald GmbH|DE|Industriering 8|38518|Gifhorn|fixtures|HL-DE|modern"
    "|net 30|LO-{n:05d}|H87|",
    "Dansk Uldvæveri A/S|DK|Fabriksvej 4|6950|Ringkøbing|throws|HL-DE;HL-NL|modern"
    "|net 30|{n:06d}|H87|Dansk Uldvaeveri",
    "Lysestøberiet Fanø ApS|DK|Strandvejen 22|6720|Fanø|vases|HL-DE;HL-NL|letter"
    "|net 14|F{y}-{n:04d}|EA|Lysestoeberiet Fanoe",
    "Moulin de Valréas SARL|FR|12 chemin des Oliviers|84600|Valréas|oil|HL-DE;HL-NL|classic"
    "|net 30|FA{y}{n:05d}|case|",
    "Savonnerie du Lubéron SAS|FR|3 rue des Lavandes|84400|Apt|soap|HL-DE;HL-NL|modern"
    "|2/10 net 30|SL-{n:05d}|H87|Savonnerie du Luberon",
    "Van Houten & Zn. Potterie B.V.|NL|Kleiweg 18|2801 GJ|Gouda|pots|HL-NL|grid"
    "|net 30|{y}.{n:05d}|H87|Van Houten Potterie",
    "Bloembollen De Ruijter B.V.|NL|Zandlaan 6|2182 BV|Hillegom|seeds|HL-NL|classic"
    "|net 14|DR{n:06d}|EA|De Ruijter Bollen",
    "Linnenweverij Twente B.V.|NL|Spinnerij 9|7512 AL|Enschede|linen|HL-NL|modern"
    "|net 30|LT-{y}-{n:05d}|H87|",
    "Manden & Meer B.V.|NL|Rietdijk 31|8011 XS|Zwolle|baskets|HL-NL|letter|net 30|{n:05d}|C62|",
    "Stroopwafelbakkerij Hoek B.V.|NL|Markt 7|3421 AA|Oudewater|chocolate|HL-NL|classic"
    "|net 14|H{y}-{n:05d}|case|Bakkerij Hoek",
    "Kaasboerderij De Drie Linden|NL|Polderweg 2|3628 AB|Kockengen|cheese|HL-NL|letter"
    "|net 7|{y}-{n:04d}|EA|De Drie Linden",
    "Vogelhuis Veluwe B.V.|NL|Bosrand 15|6711 PT|Ede|birds|HL-NL|grid|net 30|VV{n:05d}|H87|",
    "Harrow & Pell Ltd|GB|Unit 4, Tannery Yard|BS3 4AL|Bristol|paper|HL-UK|modern"
    "|net 30|INV-{n:05d}|EA|Harrow and Pell",
    "Thornbury Preserves Ltd|GB|Orchard Barn|BS35 2AB|Thornbury|preserves|HL-UK|classic"
    "|2/10 net 30|TP{n:06d}|case|",
    "Kestrel Garden Furniture Ltd|GB|9 Mill Lane|IP22 4JT|Diss|furniture|HL-UK|grid"
    "|net 30|SI-{n:06d}|EA|",
    "Pennine Rug Company Ltd|GB|Albion Mill|HX7 8EG|Hebden Bridge|rugs|HL-UK|letter"
    "|net 30|{n:05d}|EA|Pennine Rugs",
    "Border Pasta & Grain Ltd|GB|2 Station Road|TD6 9RF|Melrose|pasta|HL-UK|grid"
    "|net 21|BPG-{n:05d}|case|",
    "Fenland Drinks Ltd|GB|Drove Farm|PE16 6EX|Chatteris|drinks|HL-UK|classic"
    "|net 14|FD{y}-{n:05d}|case|",
    "Cascade Creek Candle Co.|US|418 Alder Street|97031|Hood River, OR|candles|HL-UK|import"
    "|net 30|CC-{n:05d}|EA|",
)
SERVICES = (
    "Stadtwerke Elbaue AG|DE|Werkstraße 1|21335|Lüneburg||HL-DE|grid|net 14|{n:010d}|6310|",
    "Grundwert Immobilien GmbH|DE|Jungfernstieg 70|20354|Hamburg||HL-DE|classic"
    "|due on receipt|M-{y}-{n:04d}|6210|",
    "Spedition Harms GmbH|DE|Hafenrandstraße 12|21079|Hamburg||HL-DE|modern"
    "|net 14|SH{n:06d}|5200|Harms Logistik",
    "Rein & Klar Gebäudedienste GmbH|DE|Lohweg 6|30559|Hannover||HL-DE|grid"
    "|net 14|RK-{n:05d}|6330|",
    "Studio Kattwinkel GbR|DE|Marktstraße 101|20357|Hamburg||HL-DE|letter|net 14|{y}-{n:03d}|6510|",
    "Waterschapsenergie N.V.|NL|Sluiskade 40|3511 KD|Utrecht||HL-NL|modern|net 14|{n:09d}|6310|",
    "Brinkhof Vastgoed B.V.|NL|Oudegracht 233|3511 NL|Utrecht||HL-NL|classic"
    "|due on receipt|{y}{n:04d}|6210|",
    "Ridgeway Estates LLP|GB|14 Queen Square|BA1 2HN|Bath||HL-UK|classic"
    "|due on receipt|RE{n:05d}|6210|",
    "Northgate Carriers Ltd|GB|Depot 3, Weldon|NN17 5JG|Corby||HL-UK|grid|net 14|NC{n:06d}|5200|",
    "Altona Trading GmbH|DE|Große Bergstraße 142|22767|Hamburg||HL-DE|classic"
    "|net 30|AT{n:05d}|6590|blocked",
)
NEW = (
    "Imkerei Wendland GbR|DE|Rundling 5|29459|Clenze|honey|HL-DE|letter|net 14|{y}-{n:03d}|H87|",
    "Zeeuwse Zilt B.V.|NL|Zeedijk 3|4341 RA|Arnemuiden|salt|HL-NL|modern|net 30|ZZ-{n:04d}|EA|",
)


def make(rng: random.Random) -> tuple[list[Vendor], list[Vendor]]:
    """All vendors of the first load, and those that come later."""
    goods = [_goods_vendor(rng, 1001 + i, row) for i, row in enumerate(GOODS)]
    services = [_service_vendor(rng, 2001 + i, row) for i, row in enumerate(SERVICES)]
    new = [_goods_vendor(rng, 1101 + i, row) for i, row in enumerate(NEW)]
    return goods + services, new


def _goods_vendor(rng: random.Random, number: int, row: str) -> Vendor:
    *fields, unit, aliases = row.split("|")
    case = unit == "case"
    account = "1410" if fields[5] not in {"bags", "fixtures"} else "6520"
    return _vendor(
        rng,
        number,
        fields,
        account=account,
        unit="H87" if case else unit,
        aliases=aliases,
        by_case=case,
        status="active",
    )


def _service_vendor(rng: random.Random, number: int, row: str) -> Vendor:
    *fields, account, last = row.split("|")
    blocked = last == "blocked"
    return _vendor(
        rng,
        number,
        fields,
        account=account,
        unit="C62",
        aliases="" if blocked else last,
        by_case=False,
        status="blocked" if blocked else "active",
    )


def _vendor(
    rng: random.Random,
    number: int,
    fields: list[str],
    *,
    account: str,
    unit: str,
    aliases: str,
    by_case: bool,
    status: str,
) -> Vendor:
    name, country, street, postcode, city, range_key, entities, layout, terms, numbering = fields
    domain = domain_of(name) + ".example"
    foreign = country == "US"
    return Vendor(
        vendor_id=f"V{number}",
        name=name,
        address=Address(street, postcode, city, country),
        currency={"GB": "GBP", "US": "USD"}.get(country, "EUR"),
        vat_id="" if foreign else identifiers.vat_id(rng, country),
        tax_id=_tax_id(rng, country),
        iban="" if foreign else identifiers.iban(rng, country),
        bic="" if foreign else _bic(name, country),
        account_number=identifiers.digits(rng, 10 if foreign else 8) if country in _LOCAL else "",
        routing_number=_routing(rng, country),
        terms=terms,
        email=f"{_MAILBOX.get(country, 'accounts')}@{domain}",
        phone=_phone(rng, country),
        default_account=account,
        entities=tuple(entities.split(";")),
        range_key=range_key,
        layout=layout,
        unit=unit,
        numbering=numbering,
        status=status,
        aliases=tuple(a for a in aliases.split(";") if a),
        orders_by_case=by_case,
    )


_LOCAL = {"GB", "US"}
_MAILBOX = {"DE": "rechnung", "NL": "facturen", "FR": "comptabilite", "DK": "faktura"}


def domain_of(name: str) -> str:
    """A mail domain made from a company's name."""
    plain = name.lower().replace("ø", "o").replace("æ", "ae").replace("ß", "ss")
    plain = plain.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z]+", plain)
    legal = {
        "gmbh",
        "kg",
        "co",
        "ltd",
        "bv",
        "sas",
        "sarl",
        "b",
        "v",
        "a",
        "s",
        "n",
        "llp",
        "ag",
        "e",
        "k",
        "ohg",
        "aps",
        "gbr",
        "zn",
    }
    return "-".join(word for word in words if word not in legal)


def _tax_id(rng: random.Random, country: str) -> str:
    if country == "DE":
        return f"{rng.randint(10, 49)}/{rng.randint(100, 999)}/{identifiers.digits(rng, 5)}"
    if country == "US":
        return f"93-{identifiers.digits(rng, 7)}"
    return identifiers.digits(rng, 8)


def _bic(name: str, country: str) -> str:
    letters = re.sub(r"[^A-Z]", "", name.upper()) + "XXXX"
    return f"{letters[0]}{letters[3]}{letters[1]}Q{country}2HXXX"


def _routing(rng: random.Random, country: str) -> str:
    if country == "GB":
        return f"98{identifiers.digits(rng, 4)}"
    if country != "US":
        return ""
    body = "32" + identifiers.digits(rng, 6)
    weights = (3, 7, 1, 3, 7, 1, 3, 7)
    return body + str(-sum(int(c) * w for c, w in zip(body, weights, strict=True)) % 10)


def _phone(rng: random.Random, country: str) -> str:
    code = {
        "DE": "+49 4131",
        "NL": "+31 30",
        "GB": "+44 1632",
        "DK": "+45 75",
        "FR": "+33 4 90",
        "US": "+1 541 555",
    }[country]
    if country == "US":
        return f"{code} 01{rng.randint(10, 99)}"
    return f"{code} {identifiers.digits(rng, 6)}"
