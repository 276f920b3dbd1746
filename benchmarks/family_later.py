# ruff: noqa: E501 (a look reads best as its page does, a row a line)
"""Looks of families that joined half 1 when its first nine were read; they may be looked at too."""

from datetime import timedelta
from decimal import Decimal
from typing import Final

from benchmarks.family_first import Look
from benchmarks.family_sheet import (
    NOTHING,
    Block,
    Change,
    Sheet,
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


def situation(s: Sheet) -> list[Block]:
    """Work in France billed by its progress: two payments on account come off."""
    sold = s.goods(2, 5, ("10", "20"))
    rows = s.taxed(sold)
    number, order = f"SIT-{s.digits(5)}", f"M{s.digits(6)}"
    paid = [cent(s.gross * part / 100) for part in (20, 35)]
    left = s.gross - sum(paid, NOTHING)
    s.lines(sold, "quantity", "unit_price", "net", "tax_rate")
    s.say(invoice_number=number, purchase_order=order, due_date=s.due, prepaid=str(sum(paid, NOTHING)),
          amount_due=str(left), seller_vat_id=plain(s.seller.vat_id), **s.paid())  # fmt: skip
    return [beside("1fr 80mm", [head(s.seller.whole, 13), words(s.seller.street, s.seller.town, f"TVA {s.seller.vat_id}")], [space(12), party(s.buyer)]),
            space(6), head("Facture de situation n° 3", 13), facts(("Facture n°", number), ("Date de facture", s.day(s.issued)), ("Bon de commande", order), ("À payer avant le", s.day(s.due))),
            space(3), table("1fr auto auto auto auto", "lrrrr", [[each.article.text, f"{s.count(each.quantity)} {each.article.unit}", s.money(each.price), f"{s.money(each.rate, 1)} %", s.money(each.amount)] for each in sold],
                            top="Travaux|Quantité|Prix unitaire|TVA|Montant HT", lines="rows"),
            sums(("Montant total HT", s.money(s.net)), *((f"TVA {s.money(row.rate, 1)} % sur {s.money(row.base)}", s.money(row.tax)) for row in rows), ("Montant total TTC", s.money(s.gross)),
                 ("Déduction acompte n° 1", s.money(-paid[0])), ("Déduction acompte n° 2", s.money(-paid[1])), ("Reste à payer", f"{s.money(left)} €")),
            words(f"Virement : {s.iban}")]  # fmt: skip


def seminar(s: Sheet) -> list[Block]:
    """Lessons without tax; the seller stands in the foot alone, letters of the heading apart."""
    sold = s.goods(1, 3, ("0",))
    s.taxed(sold)
    del s.fields["tax_total"], s.fields["net_total"]
    number = f"S{s.digits(5)}"
    s.lines(sold, "quantity", "unit_price", "net")
    s.say(invoice_number=number, due_date=s.due, **s.paid())
    s.foot = [{"kind": "rule"}, beside("1fr 1fr 1fr", [words(s.seller.whole, f"{s.seller.street}, {s.seller.town}")], [words("Tel. 0711 / 60 17 22", f"info@{s.seller.site}", f"www.{s.seller.site}")],
              [words("Bankverbindung", f"IBAN {s.iban}", "Steuernummer 99/031/22817")])]  # fmt: skip
    return [space(22), party(s.buyer, "Personalentwicklung"), space(10), beside("1fr auto", [words("Rechnung", size=16, tracking=5)], [facts(("Nummer:", number), ("Datum:", s.day(s.issued)))]),
            space(3), words("Wie vereinbart stellen wir Ihnen in Rechnung:"), table("auto 1fr auto auto", "llrr", [[f"{s.count(each.quantity)} {each.article.unit}", each.article.text, s.money(each.price), s.money(each.amount)] for each in sold],
                  top="Umfang|Kurs|Satz EUR|Honorar EUR", lines="head"),
            sums(("Rechnungsbetrag EUR", s.money(s.gross))), words(f"Umsatzsteuerfrei nach § 4 Nr. 21 UStG. Zahlbar bis {s.day(s.due)}.")]  # fmt: skip


def bau(s: Sheet) -> list[Block]:
    """Building work whose customer owes the tax."""
    sold = s.goods(2, 5, ("0",))
    s.taxed(sold)
    del s.fields["tax_total"]
    number, order = f"{s.issued.year}-{s.digits(4)}", f"BV {s.digits(4)}"
    s.lines(sold, "quantity", "unit_price", "net")
    s.say(
        invoice_number=number,
        due_date=s.due,
        seller_vat_id=s.seller.vat_id,
        buyer_vat_id=s.buyer.vat_id,
        delivery_date=s.delivered,
        **s.paid(),
    )
    s.foot = [
        words(
            f"{s.seller.whole} · {s.seller.street} · {s.seller.town} · USt-IdNr. {s.seller.vat_id} · IBAN {s.iban}",
            side="center",
        )
    ]
    return [head(s.seller.whole, 15, side="right"), space(8), words(f"{s.seller.whole} · {s.seller.street} · {s.seller.town}", size=6), party(s.buyer, "c/o Baubüro Ost"), space(6),
            head("Schlussrechnung", 13), facts(("Rechnungs-Nr.:", number), ("Rechnungsdatum:", s.day(s.issued)), ("Leistungszeitpunkt:", s.day(s.delivered)), ("Bauvorhaben:", order), ("Ihre USt-IdNr.:", s.buyer.vat_id)),
            space(3), table("auto 1fr auto auto auto", "llrrr", [[f"{place:02}", each.article.text, f"{s.count(each.quantity)} {each.article.unit}", f"{s.money(each.price)} €", f"{s.money(each.amount)} €"] for place, each in enumerate(sold, 1)],
                            top="OZ|Leistung|Menge|EP|GP", lines="rows"),
            sums(("Nettobetrag", f"{s.money(s.net)} €"), ("Rechnungsbetrag", f"{s.money(s.gross)} €")),
            words("Steuerschuldnerschaft des Leistungsempfängers nach § 13b UStG.", f"Zahlungsziel: {s.day(s.due)}")]  # fmt: skip


def dollar(s: Sheet) -> list[Block]:
    """A German exporter who bills dollars: rebate and freight, the tax in euros below."""
    sold = s.goods(2, 4, ("19",))
    (row,) = s.taxed(
        sold,
        [
            Change("Treuerabatt", Decimal("-25.00"), Decimal(19)),
            Change("Luftfracht", Decimal("64.50"), Decimal(19)),
        ],
    )
    rate = Decimal(s.chance.randrange(10700, 11900)) / 10000
    number, order = s.digits(7), f"PO{s.digits(6)}"
    s.lines(sold, "quantity", "unit_price", "net", "seller_item_id")
    s.say(
        invoice_number=number,
        purchase_order=order,
        due_date=s.due,
        amount_due=str(s.gross),
        line_total=str(s.line_total),
        seller_vat_id=plain(s.seller.vat_id),
        **s.paid(),
    )
    return [beside("1fr 74mm", [head(s.seller.whole, 12), words(s.seller.street, s.seller.town, f"USt-IdNr. {s.seller.vat_id}"), space(6), party(s.buyer)],
                   [head("Handelsrechnung", 14), facts(("Rechnungsnummer", number), ("Belegdatum", s.day(s.issued)), ("Kundenauftrag", order), ("Fälligkeit", s.day(s.due)), ("Währung", "USD"))]),
            space(4), table("auto auto 1fr auto auto auto auto", "lllrlrr", [[str(place * 10), each.code, each.article.text, s.count(each.quantity), each.article.unit, s.money(each.price), s.money(each.amount)] for place, each in enumerate(sold, 1)],
                            top="Pos|Material|Text|Menge|Einh|Preis USD|Wert USD", lines="head"),
            sums(("Summe der Positionen", s.money(s.line_total)), ("Treuerabatt", "-25,00"), ("Luftfracht", "64,50"), ("Nettosumme", s.money(s.net)), ("19 % Umsatzsteuer", s.money(row.tax)), ("Endbetrag USD", s.money(s.gross))),
            words(f"Umrechnungskurs: 1 EUR = {str(rate).replace('.', ',')} USD. Umsatzsteuer in EUR: {s.money(cent(row.tax / rate))}", f"IBAN {s.iban}", size=8)]  # fmt: skip


def used(s: Sheet) -> list[Block]:
    """Second-hand goods: the tax is in the price and printed nowhere."""
    sold = s.goods(1, 3, ("0",))
    s.taxed(sold)
    del s.fields["tax_total"], s.fields["net_total"]
    number = f"AN-{s.digits(5)}"
    s.lines(sold, "quantity")
    s.say(invoice_number=number, **s.paid())
    return [head(s.seller.whole, 13, side="center"), words(f"{s.seller.street}, {s.seller.town}, Tel. 030 44 01 70", side="center"), space(8), party(s.buyer), space(6),
            beside("1fr auto", [head("Rechnung", 13)], [words(f"Nr. {number}", f"Datum {s.day(s.issued)}")]),
            table("auto 1fr auto auto", "rlrr", [[s.count(each.quantity), each.article.text, s.money(each.price), s.money(each.amount)] for each in sold], top="Anzahl|Gegenstand|Preis|Gesamt", lines="rows"),
            sums(("Gesamtpreis EUR", s.money(s.gross))), words("Gebrauchtgegenstände / Sonderregelung (Differenzbesteuerung nach § 25a UStG).", "Zahlung sofort per Überweisung."), words(f"IBAN: {s.iban}", size=8)]  # fmt: skip


def credit(s: Sheet) -> list[Block]:
    """An English credit note with amounts in brackets."""
    sold = s.goods(1, 3, ("20",))
    (row,) = s.taxed(sold)
    number, earlier = f"CN{s.digits(5)}", f"SI{s.digits(6)}"
    s.kind = "credit_note"
    s.lines(sold, "quantity", "unit_price", "net")
    s.say(
        invoice_number=number,
        preceding_invoice=earlier,
        seller_vat_id=plain(s.seller.vat_id),
        buyer_vat_id=plain(s.buyer.vat_id),
    )

    def bracketed(value: Decimal) -> str:
        return f"({s.money(value)})"

    return [beside("1fr auto", [head(s.seller.whole, 13), words(s.seller.street, s.seller.town, f"VAT No. {s.seller.vat_id}")], [head("CREDIT NOTE", 15)]), space(5),
            beside("1fr 70mm", [words("Customer", bold=True), party(s.buyer), words(f"VAT No. {s.buyer.vat_id}")], [facts(("Credit note no.", number), ("Date", s.day(s.issued)), ("Original invoice", earlier), ("Currency", s.currency))]),
            space(4), table("1fr auto auto auto", "lrrr", [[each.article.text, s.count(each.quantity), s.money(each.price), bracketed(each.amount)] for each in sold], top="Description|Qty|Unit price|Amount", lines="grid"),
            sums(("Net total", bracketed(s.net)), ("VAT 20%", bracketed(row.tax)), ("Credit total", bracketed(s.gross))), words("Goods returned, your note of last week.")]  # fmt: skip


def skonto(s: Sheet) -> list[Block]:
    """A wholesaler whose discount for early payment is printed in money."""
    sold = s.goods(2, 6, ("19", "7"), discounts=True)
    rows = s.taxed(sold)
    number, order, note = s.digits(8), s.digits(7), f"LS-{s.digits(6)}"
    early = s.issued + timedelta(days=8)
    off = cent(s.gross * 2 / 100)
    s.lines(sold, "quantity", "net", "seller_item_id")
    s.say(
        invoice_number=number,
        purchase_order=order,
        due_date=s.due,
        delivery_date=s.delivered,
        seller_vat_id=s.seller.vat_id,
        **s.paid(),
    )
    return [beside("1fr 78mm", [head(s.seller.whole, 14), space(8), party(s.buyer)], [box(facts(("Rechnung Nr.", number), ("Datum", s.day(s.issued)), ("Ihre Bestellnummer", order), ("Lieferschein", note), ("Lieferdatum", s.day(s.delivered)), ("UID", s.seller.vat_id)))]),
            space(5), table("auto 1fr auto auto auto auto auto", "llrrrrr", [[each.code, each.article.text, f"{s.count(each.quantity)} {each.article.unit}", s.money(each.price), f"{each.discount} %" if each.discount else "", f"{each.rate} %", s.money(each.amount)] for each in sold],
                            top="Art.|Bezeichnung|Menge|Preis|Rab.|USt|Betrag €", lines="rows"),
            space(2), table("auto auto auto auto", "rrrr", [[f"{row.rate} %", s.money(row.base), s.money(row.tax), s.money(row.base + row.tax)] for row in rows], top="USt-Satz|Netto|USt-Betrag|Brutto", side="right", lines="grid"),
            sums(("Gesamtsumme netto", s.money(s.net)), ("Gesamtsumme USt", s.money(s.tax)), ("Gesamtbetrag", f"{s.money(s.gross)} €")),
            table("auto auto auto auto", "llrr", [[f"bis {s.day(early)}", "2 % Skonto", s.money(off), s.money(s.gross - off)], [f"bis {s.day(s.due)}", "netto", "0,00", s.money(s.gross)]], top="Zahlung|Kondition|Skontobetrag|Überweisungsbetrag", lines="grid"),
            words(f"IBAN {s.iban}")]  # fmt: skip


def prixnet(s: Sheet) -> list[Block]:
    """A French supplier with price before and after the discount, titles and periods between."""
    sold = s.goods(3, 6, ("20", "5.5"), discounts=True)
    rows = s.taxed(
        sold,
        [
            Change("Participation aux frais de transport", Decimal("22.00"), Decimal(20)),
            Change("Remise exceptionnelle", Decimal("-9.90"), Decimal(20)),
        ],
    )
    number, order = f"{s.digits(8)}", f"BC{s.digits(5)}"
    s.lines(sold, "quantity", "net", "seller_item_id")
    s.say(
        invoice_number=number,
        purchase_order=order,
        due_date=s.due,
        seller_vat_id=plain(s.seller.vat_id),
        **s.paid(),
    )
    s.foot = [
        words(
            f"{s.seller.whole} - SAS au capital de 50 000 € - {s.seller.street} - {s.seller.town}",
            f"SIRET 512 330 118 00027 - N° TVA {s.seller.vat_id}",
            side="center",
        )
    ]
    lines: list[list[str | Block]] = [[words("Livraison de mars", bold=True, span=7)]]
    for place, each in enumerate(sold):
        net = cent(each.price * (100 - each.discount) / 100)
        lines.append(
            [
                each.code,
                each.article.text,
                s.count(each.quantity),
                s.money(each.price),
                f"{each.discount},00",
                s.money(net),
                s.money(each.amount),
            ]
        )
        if place == 1:
            lines.append([words(f"Bon de livraison {s.digits(6)} du {s.day(s.delivered)}", span=7)])
    return [beside("1fr 78mm", [head(s.seller.whole, 13)], [space(10), party(s.buyer)]), space(4), head(f"FACTURE N° {number}", 12), words(f"Le {s.day(s.issued)}"),
            facts(("Réf. commande", order), ("Échéance", s.day(s.due))), space(2),
            table("auto 1fr auto auto auto auto auto", "llrrrrr", lines, top="Code|Désignation|Quantité|Prix brut|Rem. %|Prix net|Montant", lines="columns"), space(2),
            beside("70mm 1fr", [table("auto auto auto", "rrr", [[s.money(row.rate), s.money(row.base), s.money(row.tax)] for row in rows], top="Taux TVA|Base|Montant TVA", lines="grid")],
                   [sums(("Total HT brut", s.money(s.line_total)), ("Participation aux frais de transport", "22,00"), ("Remise exceptionnelle", "-9,90"), ("Total HT net", s.money(s.net)), ("Total TVA", s.money(s.tax)), ("NET À PAYER TTC", f"{s.money(s.gross)} €"))]),
            words(f"IBAN {s.iban}", size=8)]  # fmt: skip


LOOKS: Final[tuple[tuple[Look, str, str], ...]] = (
    (situation, "fr", "EUR"), (seminar, "de", "EUR"), (bau, "de", "EUR"), (dollar, "de", "USD"),
    (used, "de", "EUR"), (credit, "en", "GBP"), (skonto, "de", "EUR"), (prixnet, "fr", "EUR"),
)  # fmt: skip
