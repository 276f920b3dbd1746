# ruff: noqa: E501 (a look reads best as its page does, a row a line)
"""Looks of families of invoices that may be looked at while developing (half 1)."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Final

from benchmarks.family_sheet import (
    NOTHING,
    Block,
    Change,
    Sheet,
    Sold,
    beside,
    box,
    facts,
    head,
    party,
    plain,
    space,
    sums,
    table,
    words,
)
from benchmarks.page_making import cent

Look = Callable[[Sheet], list[Block]]


def stylesheet(s: Sheet) -> list[Block]:
    """The invoice file made readable: labels and values, then tables of everything in it."""
    sold = s.goods(2, 5, ("19", "7"), discounts=True)
    changes = [Change("Sondernachlass", -cent(s.chance.randrange(100, 900) / Decimal(100)), Decimal(19)),
               Change("Versandkosten", Decimal("5.80"), Decimal(7))][: s.chance.choice((0, 1, 2))]  # fmt: skip
    rows = s.taxed(sold, changes)
    number, order = f"{s.digits(6)}", f"B{s.digits(7)}"
    skonto = s.issued + timedelta(days=10)
    terms = (f"Zahlbar innerhalb {(s.due - s.issued).days} Tagen netto bis {s.day(s.due)},"
             f" 2% Skonto innerhalb 10 Tagen bis {s.day(skonto)}")  # fmt: skip
    s.lines(sold, "quantity", "unit", "unit_price", "net", "tax_rate", "seller_item_id", "gtin")
    s.say(invoice_number=number, delivery_date=s.delivered, due_date=s.due, purchase_order=order,
          payment_terms=terms, amount_due=str(s.gross), line_total=str(s.line_total),
          seller_vat_id=s.seller.vat_id, **s.paid())  # fmt: skip
    s.counted = "Seite {n} von {of}"
    body = [head(f"Handelsrechnung (380) Nr. {number} vom {s.day(s.issued)}", 11),
            facts(("Währung:", "EUR"), ("Liefer- und Leistungsdatum:", s.day(s.delivered))),
            head("Verkäufer", 9), _named(s.seller.whole, s.seller.street, s.seller.town),
            facts(("Steuernummer:", "042/118/30771"), ("USt.-Id.-Nr.:", s.seller.vat_id)),
            head("Käufer/Leistungsempfänger", 9), _named(s.buyer.name, s.buyer.street, s.buyer.town),
            facts(("Bestellung:", f"{order} vom {s.day(s.delivered - timedelta(days=4))}"))]  # fmt: skip
    lines: list[list[str | Block]] = []
    for place, each in enumerate(sold, 1):
        lines.append([str(place), words(each.code, each.gtin, "(GTIN)"), each.article.text,
                      s.money(each.price, 4), f"{s.count(each.quantity)} {each.article.unit}",
                      f"{each.rate} %", s.money(each.amount)])  # fmt: skip
        if each.discount:
            lines.append(["", "", words(f"Abschlag (Artikelrabatt) {each.discount} % von {s.money(each.before)}"),
                          "", "", "", words(f"-{s.money(each.saved)}", size=7)])  # fmt: skip
    body.append(table("9mm 28mm 1fr auto auto auto auto", "lllrrrr", lines, lines="rows",
                      top="Pos|Art-Nr-Lief./Art-Nr/(Art)|Beschreibung|Nettopreis|Menge|Steuersatz|Nettobetrag"))  # fmt: skip
    if changes:
        body += [head("Zu- und Abschläge", 9), table("auto 1fr auto auto", "lllr", [
            ["Abschlag" if each.amount < 0 else "Zuschlag", each.reason, f"{each.rate} % USt (S)",
             s.money(abs(each.amount))] for each in changes], top="Art|Grund|Steuer|Betrag")]  # fmt: skip
    body += [head("Umsatzsteueraufschlüsselung", 9), table("1fr auto auto auto", "lrrr", [
        ["Umsatzsteuer (S)", s.money(row.base), str(row.rate), s.money(row.tax)] for row in rows],
        top="Art (Kategorie)|Basisbetrag|Steuersatz [%]|Steuerbetrag"),
        head("Belegsummen", 9), sums(("Positionssumme", s.money(s.line_total)),
        ("Gesamtbetrag der Zuschläge", s.money(s.charges)), ("Gesamtbetrag der Abschläge", s.money(-s.allowances)),
        ("Rechnungssumme ohne USt.", s.money(s.net)), ("Steuerbetrag", s.money(s.tax)),
        ("Bruttosumme", s.money(s.gross)), ("Erhaltene Anzahlungen", "0,00"), ("Zahlbetrag", s.money(s.gross))),
        head("Zahlungsbedingungen", 9), words(terms),
        head("Bankverbindung", 9), facts(("IBAN:", s.iban), ("BIC:", "GENODEF1ROS"))]  # fmt: skip
    s.say(bic="GENODEF1ROS")
    return body


def _named(name: str, street: str, town: str) -> Block:
    return facts(("Name:", name), ("Anschrift:", street), ("", f"DE {town}"))


def viewer(s: Sheet) -> list[Block]:
    """A viewer of XRechnung: boxes of labels and values, each position a box of its own."""
    sold = s.goods(1, 3, ("19",))
    rows = s.taxed(sold)
    number, order = f"{s.issued.year}-{s.digits(4)}", f"{s.digits(8)}"
    s.lines(sold, "quantity", "unit_price", "net", "tax_rate", "seller_item_id")
    s.say(invoice_number=number, due_date=s.due, purchase_order=order, amount_due=str(s.gross),
          buyer_reference="04011000-12345-34", seller_vat_id=s.seller.vat_id, line_total=str(s.line_total),
          buyer_vat_id=s.buyer.vat_id, bic="SOLADEST600", **s.paid())  # fmt: skip
    both = "1fr 1fr"
    body: list[Block] = [beside(both, [box(head("Informationen zum Käufer", 9), facts(
        ("Leitweg-ID:", "04011000-12345-34"), ("Name:", s.buyer.name), ("Straße / Hausnummer:", s.buyer.street),
        ("PLZ:", s.buyer.town.split()[0]), ("Ort:", s.buyer.town.split(" ", 1)[1]), ("Ländercode:", "DE"),
        ("USt-IdNr.:", s.buyer.vat_id)))],
        [box(head("Informationen zum Verkäufer", 9), facts(
            ("Firmenname:", s.seller.whole), ("Straße / Hausnummer:", s.seller.street),
            ("PLZ:", s.seller.town.split()[0]), ("Ort:", s.seller.town.split(" ", 1)[1]), ("Ländercode:", "DE"),
            ("Name:", "Abt. Rechnungswesen"), ("Telefon:", "+49 4921 77-0"), ("E-Mail-Adresse:", f"rechnung@{s.seller.site}")))]),
        beside(both, [box(head("Rechnungsdaten", 9), facts(
            ("Rechnungsnummer:", number), ("Rechnungsdatum:", s.day(s.issued)), ("Rechnungsart:", "380"),
            ("Währung:", "EUR"), ("Bestellnummer:", order), ("Fälligkeitsdatum:", s.day(s.due))))],
        [box(head("Abrechnungszeitraum", 9), facts(("von:", s.day(s.delivered - timedelta(days=30))), ("bis:", s.day(s.delivered))))]),
        box(head("Gesamtbeträge der Rechnung", 9), table("1fr auto auto", "llr", [
            ["Summe aller Positionen", "netto", s.money(s.line_total)], ["Gesamtsumme", "netto", s.money(s.net)],
            ["Summe Umsatzsteuer", "", s.money(s.tax)], ["Gesamtsumme", "brutto", s.money(s.gross)],
            [words("Fälliger Betrag", bold=True), "", words(s.money(s.gross), bold=True)]])),
        box(head("Aufschlüsselung der Umsatzsteuer auf Ebene der Rechnung", 9), facts(
            ("Umsatzsteuerkategorie:", "S"), ("Gesamtsumme netto:", s.money(rows[0].base)),
            ("Umsatzsteuersatz:", "19%"), ("Umsatzsteuerbetrag:", s.money(rows[0].tax)))),
        box(head("Zahlungsdaten", 9), facts(("Code für das Zahlungsmittel:", "58"), ("IBAN:", s.iban), ("BIC:", "SOLADEST600"))),
        {"kind": "page"}]  # fmt: skip
    for place, each in enumerate(sold, 1):
        body.append(box(head(f"Position {place}", 9), beside(both, [facts(
            ("Bezeichnung:", each.article.text), ("Artikelnummer:", each.code), ("Umsatzsteuersatz in %:", "19"))],
            [table("1fr auto", "lr", [["Menge:", s.count(each.quantity)], ["Einheit:", each.article.code],
             ["Preis pro Einheit (netto):", s.money(each.price)], [words("Gesamtpreis (netto):", bold=True), s.money(each.amount)]])])))  # fmt: skip
    body.append(box(head("Informationen zum Verkäufer", 9), facts(
        ("Umsatzsteuer-ID:", s.seller.vat_id), ("Steuernummer:", "60/112/04471"))))  # fmt: skip
    return body


def premium(s: Sheet) -> list[Block]:
    """A letter of an insurer: covers, premium, insurance tax, what is to be paid."""
    covers = ["Betriebshaftpflicht, Deckung 5 Mio. EUR", "Inhaltsversicherung Verkaufsräume",
              "Elektronikversicherung", "Glasbruch"][: s.chance.randrange(1, 5)]  # fmt: skip
    nets = [Decimal(s.chance.randrange(9000, 140000)) / 100 for _ in covers]
    net = sum(nets, NOTHING)
    tax = cent(net * 19 / 100)
    contract, number = f"KV {s.digits(8)}", f"B-{s.digits(7)}"
    start, end = s.issued + timedelta(days=20), s.issued + timedelta(days=385)
    s.say(invoice_number=number, net_total=str(net), tax_total=str(tax), gross_total=str(net + tax),
          due_date=start, lines=[{"description": text, "net": str(value)} for text, value in zip(covers, nets, strict=True)],
          **s.paid(), bic="HYVEDEMM488")  # fmt: skip
    s.fields["buyer_name"] = s.buyer.name
    return [head(s.seller.whole, 13), words(s.seller.street, s.seller.town, size=8), space(12),
            words("Firma", s.buyer.name, s.buyer.street, s.buyer.town), space(10),
            beside("1fr 60mm", [head("Beitragsrechnung", 12)],
                   [facts(("Versicherungsschein-Nr.", contract), ("Rechnungs-Nr.", number), ("Datum", s.day(s.issued)))]),
            words("Sehr geehrte Damen und Herren,", f"für die Zeit vom {s.day(start)} bis {s.day(end)} berechnen wir Ihnen"
                  " den folgenden Beitrag:"), space(2),
            table("1fr auto", "lr", [*([text, f"{s.money(value)} €"] for text, value in zip(covers, nets, strict=True)),
                  [words("Nettobeitrag", bold=True), f"{s.money(net)} €"], ["19 % Versicherungsteuer", f"{s.money(tax)} €"],
                  [words("Zu zahlender Beitrag", bold=True), words(f"{s.money(net + tax)} €", bold=True)]]),
            words(f"Bitte überweisen Sie den Beitrag bis zum {s.day(start)} auf unser Konto IBAN {s.iban}, BIC HYVEDEMM488.",
                  f"Versicherungsteuer-Nr. 9116/807/00315. USt-IdNr. {s.seller.vat_id}"), space(),
            words("Mit freundlichen Grüßen", "Ihre Kundenbetreuung")]  # fmt: skip


def travel(s: Sheet) -> list[Block]:
    """Expenses of a journey: several rates, one of them nothing."""
    rates = {
        "Kilo": "0",
        "Verp": "0",
        "Bahn": "7",
        "Früh": "19",
        "Hote": "7",
        "Taxi": "7",
        "Bera": "19",
    }
    sold = [Sold(each.article, each.quantity, each.price, Decimal(rates[each.article.text[:4]]))
            for each in s.goods(3, 6, ("19",))]  # fmt: skip
    rows = s.taxed(sold)
    number = f"RK-{s.issued.year}/{s.digits(3)}"
    s.lines(sold, "quantity", "unit_price", "net", "tax_rate")
    terms = f"Zahlbar bis {s.day(s.due)} ohne Abzug."
    s.say(
        invoice_number=number,
        due_date=s.due,
        payment_terms=terms,
        seller_vat_id=s.seller.vat_id,
        **s.paid(),
    )
    s.foot = [
        words(
            f"{s.seller.whole} · {s.seller.street} · {s.seller.town}",
            f"USt-IdNr.: {s.seller.vat_id} · IBAN {s.iban}",
            side="center",
        )
    ]
    days = [s.issued - timedelta(days=12 - place) for place in range(len(sold))]
    return [words(s.seller.whole, size=12, bold=True, side="right"), space(18), party(s.buyer), space(8),
            beside("1fr auto", [head("Reisekostenabrechnung", 13), words(f"Rechnung Nr. {number}")], [words(s.day(s.issued))]),
            space(2), words("Reise nach Köln im Rahmen des Projekts Filialumbau."), space(2),
            table("auto 1fr auto auto auto auto", "llrrrr", [
                [day.strftime("%d.%m."), each.article.text, f"{s.count(each.quantity)} {each.article.unit}",
                 s.money(each.price), f"{each.rate} %", s.money(each.amount)] for day, each in zip(days, sold, strict=True)],
                top="Datum|Beleg/Leistung|Anzahl|Einzel €|USt|Netto €", lines="head"), space(2),
            sums(("Summe netto", s.money(s.net)), *((f"Umsatzsteuer {row.rate} % auf {s.money(row.base)}", s.money(row.tax)) for row in rows),
                 ("Auszahlungsbetrag", f"{s.money(s.gross)} €")), space(), words(terms)]  # fmt: skip


def collected(s: Sheet) -> list[Block]:
    """Several delivery notes on one invoice, each with its sum, over two pages."""
    notes = [(f"LS{s.digits(6)}", s.delivered - timedelta(days=9 - place)) for place in range(3)]
    groups = [s.goods(4, 9, ("19", "7"), discounts=True, hundred=True) for _ in notes]
    sold = [each for group in groups for each in group]
    rows = s.taxed(sold, [Change("Mautzuschlag", Decimal("12.40"), Decimal(19))])
    number, order = s.digits(8), f"45{s.digits(6)}"
    s.lines(sold, "quantity", "unit", "price_base_quantity", "net", "seller_item_id")
    s.say(
        invoice_number=number,
        due_date=s.due,
        purchase_order=order,
        seller_vat_id=s.seller.vat_id,
        **s.paid(),
    )
    s.top = words(f"{s.seller.whole}   Rechnung {number} vom {s.day(s.issued)}")
    s.counted = "Seite {n} / {of}"
    lines: list[list[str | Block]] = []
    place = 0
    for (note, day), group in zip(notes, groups, strict=True):
        lines.append(
            [
                words(
                    f"Lieferschein {note} vom {s.day(day)}  Ihre Bestellung {order}",
                    bold=True,
                    span=8,
                )
            ]
        )
        for each in group:
            place += 10
            lines.append([str(place), each.code, each.article.text, s.count(each.quantity), each.article.unit,
                          s.money(each.price), str(each.per), s.money(each.before)])  # fmt: skip
            if each.discount:
                lines.append(
                    [
                        "",
                        "",
                        f"Rabatt {each.discount},00 %",
                        "",
                        "",
                        "",
                        "",
                        f"{s.money(each.saved)}-",
                    ]
                )
        total = sum((each.amount for each in group), NOTHING)
        lines.append(
            [words(f"Zwischensumme Lieferschein {note}", span=7, side="right"), s.money(total)]
        )
    sender = words(f"{s.seller.whole} · {s.seller.street} · {s.seller.town}", size=6.5)
    return [head(s.seller.whole, 15), space(10), beside("1fr 68mm", [sender, party(s.buyer)], [head("Sammelrechnung", 13), facts(
        ("Rechnungsnummer", number), ("Rechnungsdatum", s.day(s.issued)), ("Kundennummer", s.digits(5)), ("Zahlbar bis", s.day(s.due)))]),
        space(5), table("auto auto 1fr auto auto auto auto auto", "lllrlrrr", lines, lines="head",
                        top="Pos.|Artikel|Bezeichnung|Menge|ME|Preis|per|Betrag EUR"),
        space(2), sums(("Summe Positionen", s.money(s.line_total)), ("Mautzuschlag", "12,40"), ("Nettobetrag", s.money(s.net)),
                       *((f"{row.rate},00 % MwSt. von {s.money(row.base)}", s.money(row.tax)) for row in rows),
                       ("Gesamtbetrag EUR", s.money(s.gross))), space(),
        words(f"IBAN {s.iban}   USt-IdNr. {s.seller.vat_id}", size=7.5)]  # fmt: skip


def corrected(s: Sheet) -> list[Block]:
    """A corrected invoice: what was charged comes back, what is right is charged."""
    goods = s.goods(2, 4, ("7", "19"))
    sold = [Sold(each.article, -each.quantity if place != len(goods) - 1 else Decimal(1), each.price, each.rate,
                 code=each.code) for place, each in enumerate(goods)]  # fmt: skip
    if sum((each.amount for each in sold), NOTHING) > 0:
        sold[-1] = Sold(
            sold[-1].article, Decimal(-1), sold[-1].price, sold[-1].rate, code=sold[-1].code
        )
    rows = s.taxed(sold)
    number, earlier = f"RK{s.digits(6)}", f"RE{s.digits(6)}"
    s.lines(sold, "quantity", "unit_price", "net", "tax_rate", "seller_item_id")
    s.say(
        invoice_number=number,
        preceding_invoice=earlier,
        seller_vat_id=s.seller.vat_id,
        delivery_date=s.delivered,
    )
    return [beside("1fr auto", [head(s.seller.whole, 13), words(s.seller.street, s.seller.town)],
                   [words("Tel. 0551 / 40 22", f"USt-IdNr. {s.seller.vat_id}", side="right")]),
            space(8), party(s.buyer), space(6), head(f"Rechnungskorrektur {number}", 13),
            facts(("Datum:", s.day(s.issued)), ("Lieferdatum:", s.day(s.delivered)), ("zu Rechnung Nr.:", earlier),
                  ("Rechnungsdatum:", s.day(s.delivered + timedelta(days=1))), ("Grund:", "Mengendifferenz laut Reklamation")),
            space(3), table("auto auto 1fr auto auto auto auto", "lllrrrr", [
                [str(place), each.code, each.article.text, f"{s.count(each.quantity)} {each.article.unit}",
                 s.money(each.price), f"{each.rate}%", s.money(each.amount)] for place, each in enumerate(sold, 1)],
                top="Pos|Art.-Nr.|Artikel|Menge|E-Preis|MwSt|Betrag", lines="grid"),
            space(3), beside("1fr auto", [table("auto auto auto", "rrr", [[f"{row.rate} %", s.money(row.base), s.money(row.tax)] for row in rows],
                             top="MwSt|Netto|Steuer", lines="grid")],
                             [sums(("Nettosumme", s.money(s.net)), ("Steuerbetrag", s.money(s.tax)), ("Endsumme EUR", s.money(s.gross)))]),
            words("Der Betrag wird Ihrem Kundenkonto gutgeschrieben.")]  # fmt: skip


def avoir(s: Sheet) -> list[Block]:
    """A French credit note whose amounts are printed below zero."""
    sold = s.goods(1, 3, ("5.5", "20"), discounts=True)
    rows = s.taxed(sold)
    number, earlier = f"AV-{s.issued.year}-{s.digits(4)}", f"FA-{s.issued.year}-{s.digits(4)}"
    s.lines(sold, "quantity", "net")
    s.kind = "credit_note"
    s.say(
        invoice_number=number,
        preceding_invoice=earlier,
        seller_vat_id=plain(s.seller.vat_id),
        amount_due=str(s.gross),
    )
    s.foot = [
        words(f"TVA : {s.seller.vat_id} - SIRET : 48920711500018 - APE : 4639B", side="center")
    ]
    return [words(f"{s.seller.whole} - {s.seller.street} - {s.seller.town} - France", f"04 90 74 11 22 - http://www.{s.seller.site}", side="center"),
            space(6), head(f"Avoir {number}", 15), beside("1fr 1fr", [words("Adresse de livraison", bold=True), party(s.buyer)],
            [words("Adresse de facturation", bold=True), party(s.buyer)]), space(4),
            beside("1fr 1fr", [facts(("Date", s.day(s.issued)), ("Facture d'origine", earlier), ("Référence client", s.digits(5)))],
                   [facts(("Contact", "Élodie Marin"), ("Règlement", "Imputation sur prochaine facture"))]), space(3),
            table("1fr auto auto auto auto auto", "lrrrrr", [
                [each.article.text, f"-{s.count(each.quantity)} {each.article.unit}", f"{s.money(each.price)} €",
                 f"{each.discount}%" if each.discount else "", f"{s.money(each.rate, 1)}%", f"{s.money(-each.amount)} €"] for each in sold],
                top="Description|Quantité|Prix unitaire|Rem.|TVA|Total HT", lines="rows"), space(3),
            beside("1fr auto", [table("auto auto auto", "lrr", [[f"TVA {s.money(row.rate, 1)}%", f"{s.money(-row.base)} €", f"{s.money(-row.tax)} €"] for row in rows],
                               top="Taxe|Base|Montant", lines="grid")],
                   [sums(("Total HT", f"{s.money(-s.net)} €"), ("Total TVA", f"{s.money(-s.tax)} €"), ("Total TTC", f"{s.money(-s.gross)} €"))])]  # fmt: skip


def acompte(s: Sheet) -> list[Block]:
    """A French invoice with several rates and a payment on account."""
    sold = s.goods(2, 5, ("20", "10"))
    rows = s.taxed(sold)
    paid = cent(s.gross * 30 / 100)
    number, order, earlier = f"F{s.digits(6)}", f"DEV-{s.digits(4)}", f"FA{s.digits(5)}"
    s.lines(sold, "quantity", "unit_price", "net", "tax_rate")
    s.say(invoice_number=number, due_date=s.due, prepaid=str(paid), amount_due=str(s.gross - paid),
          seller_vat_id=plain(s.seller.vat_id), buyer_vat_id=plain(s.buyer.vat_id), bic="CMBRFR2B", **s.paid())  # fmt: skip
    s.foot = [
        words(
            f"{s.seller.whole} au capital de 15 000 € - {s.seller.street}, {s.seller.town} - RCS Brest - TVA intracommunautaire {s.seller.vat_id}",
            side="center",
        )
    ]
    return [beside("1fr 75mm", [head(s.seller.whole, 14), words(s.seller.street, s.seller.town, "Tél. 02 98 41 00 12")],
                   [space(14), party(s.buyer), words(f"N° TVA : {s.buyer.vat_id}")]), space(6),
            table("1fr 1fr 1fr 1fr", "cccc", [[number, s.day(s.issued), s.day(s.due), order]], top="Facture n°|Date|Échéance|Devis n°", lines="grid"),
            space(4), table("1fr auto auto auto auto auto", "lrlrrr", [
                [each.article.text, s.count(each.quantity), each.article.unit, s.money(each.price), s.money(each.rate, 1), s.money(each.amount)] for each in sold],
                top="Désignation|Qté|Unité|PU HT|TVA %|Total HT", lines="columns"), space(3),
            beside("70mm 1fr", [table("auto auto auto", "rrr", [[s.money(row.rate, 2), s.money(row.base), s.money(row.tax)] for row in rows], top="Taux|Base HT|TVA", lines="grid"),
                                words("Mode de règlement : virement", f"IBAN : {s.iban}", "BIC : CMBRFR2B", size=8)],
                   [box(sums(("Total HT", s.money(s.net)), ("Total TVA", s.money(s.tax)), ("Total TTC", s.money(s.gross)),
                             (f"Acompte versé (facture {earlier})", s.money(-paid)), ("Net à payer", f"{s.money(s.gross - paid)} €")))])]  # fmt: skip


def slip(s: Sheet) -> list[Block]:
    """A Swiss invoice with its payment part below."""
    sold = s.goods(1, 4, ("8.1",))
    (row,) = s.taxed(sold)
    number = f"{s.digits(5)}"
    s.lines(sold, "quantity", "unit_price", "net")
    s.say(invoice_number=number, due_date=s.due, **s.paid())
    total, payee = (
        s.money(s.gross).replace("'", " "),
        [s.seller.whole, s.seller.street, s.seller.town],
    )
    payer = [s.buyer.name, s.buyer.street, s.buyer.town]
    return [head(s.seller.whole, 12, side="right"), words(s.seller.street, s.seller.town, s.seller.vat_id, side="right"), space(6),
            party(s.buyer), space(6), words(f"{s.seller.town.split(' ', 1)[1]}, {s.day(s.issued)}"), head(f"Rechnung Nr. {number}", 12),
            table("auto 1fr auto auto auto", "llrrr", [
                [str(place), each.article.text, f"{s.count(each.quantity)} {each.article.unit}", s.money(each.price), s.money(each.amount)]
                for place, each in enumerate(sold, 1)], top="Pos.|Leistung|Menge|Ansatz|Betrag CHF", lines="head"),
            sums(("Zwischentotal", s.money(s.net)), ("MWST 8.1%", s.money(row.tax)), ("Rechnungstotal CHF", s.money(s.gross))),
            words(f"Zahlbar bis {s.day(s.due)} rein netto. Besten Dank für Ihren Auftrag."), space(6), {"kind": "rule"},
            beside("52mm 46mm 1fr", [head("Empfangsschein", 10), words("Konto / Zahlbar an", bold=True, size=6), words(s.iban, *payee, size=7.5),
                   words("Zahlbar durch", bold=True, size=6), words(*payer, size=7.5),
                   table("auto auto", "ll", [["CHF", total]], top="Währung|Betrag", size=7)],
                   [head("Zahlteil", 10), space(36), table("auto auto", "ll", [["CHF", total]], top="Währung|Betrag", size=8)],
                   [words("Konto / Zahlbar an", bold=True, size=7), words(s.iban, *payee), words("Zusätzliche Informationen", bold=True, size=7), words(f"Rechnung {number}"),
                    words("Zahlbar durch", bold=True, size=7), words(*payer)])]  # fmt: skip


LOOKS: Final[tuple[tuple[Look, str, str], ...]] = (
    (stylesheet, "de", "EUR"), (viewer, "de", "EUR"), (premium, "de", "EUR"), (travel, "de", "EUR"),
    (collected, "de", "EUR"), (corrected, "de", "EUR"), (avoir, "fr", "EUR"), (acompte, "fr", "EUR"),
    (slip, "ch", "CHF"),
)  # fmt: skip
