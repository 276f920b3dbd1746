# ruff: noqa: E501 (a look reads best as its page does, a row a line)
"""Looks of families of invoices that are there to be scored and nothing else (half 2)."""

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


def instalment(s: Sheet) -> list[Block]:
    """Work that is billed in part: what was paid on earlier bills comes off."""
    sold = s.goods(2, 5, ("19",))
    (row,) = s.taxed(sold)
    number, order = f"{s.digits(4)}/{s.issued.year % 100}", f"A{s.digits(5)}"
    earlier = [
        (f"{s.digits(4)}/{s.issued.year % 100}", cent(s.gross * part / 100)) for part in (30, 25)
    ]
    paid = sum((amount for _, amount in earlier), NOTHING)
    s.lines(sold, "quantity", "unit", "unit_price", "net")
    s.say(invoice_number=number, purchase_order=order, due_date=s.due, delivery_date=s.delivered, prepaid=str(paid),
          amount_due=str(s.gross - paid), seller_vat_id=s.seller.vat_id, **s.paid())  # fmt: skip
    s.foot = [beside("1fr 1fr 1fr", [words(s.seller.whole, s.seller.street, s.seller.town)],
                     [words(f"USt-IdNr. {s.seller.vat_id}", "Steuernummer 127/114/50082")],
                     [words("Bank: Raiffeisenbank", f"IBAN {s.iban}")])]  # fmt: skip
    return [head(s.seller.whole, 14), space(14), words(f"{s.seller.whole}, {s.seller.street}, {s.seller.town}", size=6.5),
            party(s.buyer, "c/o Objektverwaltung Nord"), space(6), beside("1fr auto", [head("3. Teilrechnung", 13)], [facts(
                ("Rechnungs-Nr.:", number), ("Datum:", s.day(s.issued)), ("Auftrags-Nr. Kunde:", order), ("Leistungsdatum:", s.day(s.delivered)))]),
            words("Bauvorhaben: Umbau Verkaufsfläche EG"), space(2),
            table("auto auto auto 1fr auto auto", "lrllrr", [
                [f"1.{place}", s.count(each.quantity), each.article.unit, each.article.text, s.money(each.price), s.money(each.amount)]
                for place, each in enumerate(sold, 1)], top="Pos.|Menge|Einh.|Leistung|EP/EUR|GP/EUR", lines="head"),
            space(2), sums(("Leistungen netto", s.money(s.net)), ("zzgl. 19 % MwSt.", s.money(row.tax)), ("Gesamtsumme brutto", s.money(s.gross)),
                           *((f"abzgl. Abschlagszahlung Rechnung {name}", f"-{s.money(amount)}") for name, amount in earlier),
                           ("Noch zu zahlen EUR", s.money(s.gross - paid))),
            words(f"Zahlbar ohne Abzug bis {s.day(s.due)}.")]  # fmt: skip


def therapist(s: Sheet) -> list[Block]:
    """Treatments by day, which no tax is asked of."""
    sold = s.goods(3, 5, ("0",))
    s.taxed(sold)
    del s.fields["tax_total"], s.fields["net_total"]
    number = f"{s.issued.year}{s.digits(3)}"
    s.lines(sold, "net")
    s.say(invoice_number=number, due_date=s.due, **s.paid())
    s.foot = [
        words(
            f"{s.seller.whole} | {s.seller.street} | {s.seller.town} | Steuer-Nr. 34/221/09817 | IBAN {s.iban}",
            side="center",
        )
    ]
    days = [s.delivered - timedelta(days=3 * (len(sold) - place)) for place in range(len(sold))]
    return [words(s.seller.whole, size=13, bold=True), words(s.seller.street, s.seller.town), space(14),
            party(s.buyer, "Betriebliche Gesundheitsförderung"), space(6), beside("1fr auto", [head(f"Rechnung {number}", 12)], [words(f"Rechnungsdatum: {s.day(s.issued)}")]),
            words("Für die folgenden Behandlungen erlaube ich mir zu berechnen:"), space(2),
            table("auto auto 1fr auto", "llrr", [[s.day(day), each.article.text, str(each.quantity), f"{s.money(each.amount)} €"]
                  for day, each in zip(days, sold, strict=True)], top="Datum|Behandlung|Anzahl|Betrag", lines="rows"),
            space(2), sums(("Rechnungsbetrag", f"{s.money(s.gross)} €")), words("Die Leistungen sind nach § 4 Nr. 14 UStG von der Umsatzsteuer befreit."),
            words(f"Bitte überweisen Sie den Betrag bis zum {s.day(s.due)}.")]  # fmt: skip


def small(s: Sheet) -> list[Block]:
    """A small business without tax; its name stands in the foot, the heading is spaced out."""
    sold = s.goods(1, 3, ("0",))
    s.taxed(sold)
    del s.fields["tax_total"], s.fields["net_total"]
    number = f"{s.digits(3)}-{s.issued.year}"
    s.lines(sold, "quantity", "unit_price", "net")
    s.say(invoice_number=number, **s.paid(), bic="NOLADE21HAL")
    s.foot = [{"kind": "rule"}, beside("1fr 1fr 1fr", [words(s.seller.whole, s.seller.street, s.seller.town)],
              [words("Telefon 0345 / 29 18 40", f"post@{s.seller.site}", "St.-Nr. 110/241/00518")], [words(f"IBAN {s.iban}", "BIC NOLADE21HAL")])]  # fmt: skip
    return [space(20), party(s.buyer), space(10), words("R E C H N U N G", size=15, tracking=1), space(3),
            beside("1fr 1fr", [words(f"Rechnungsnummer: {number}")], [words(f"Datum: {s.day(s.issued)}", side="right")]), space(3),
            table("1fr auto auto auto", "lrrr", [[each.article.text, f"{s.count(each.quantity)} {each.article.unit}", f"{s.money(each.price)} €", f"{s.money(each.amount)} €"] for each in sold],
                  top="Beschreibung|Menge|Preis|Gesamt", lines="head"),
            sums(("Gesamtbetrag", f"{s.money(s.gross)} €")), words("Gemäß § 19 UStG wird keine Umsatzsteuer berechnet."),
            words("Zahlbar innerhalb von 14 Tagen ohne Abzug. Vielen Dank!")]  # fmt: skip


def reverse(s: Sheet) -> list[Block]:
    """A French subcontractor whose customer owes the tax; each label in two languages."""
    sold = s.goods(2, 4, ("0",))
    s.taxed(sold)
    number, order = f"FS-{s.digits(5)}", f"CT{s.digits(6)}"
    s.lines(sold, "quantity", "unit_price", "net")
    s.say(invoice_number=number, due_date=s.due, purchase_order=order, seller_vat_id=plain(s.seller.vat_id),
          buyer_vat_id=plain(s.buyer.vat_id), **s.paid(), bic="AGRIFRPP867")  # fmt: skip
    return [beside("1fr 80mm", [head(s.seller.whole, 13), words(s.seller.street, s.seller.town, f"TVA / VAT : {s.seller.vat_id}")],
                   [box(words("Facturé à / Bill to", size=7), party(s.buyer, "Service travaux"), words(f"TVA / VAT : {s.buyer.vat_id}"))]),
            space(6), head("FACTURE / INVOICE", 14), facts(("Facture n° / Invoice no.", number), ("Date / Date", s.day(s.issued)),
            ("Échéance / Due date", s.day(s.due)), ("Commande / Purchase order", order)), space(3),
            table("1fr auto auto auto auto", "lrlrr", [[each.article.text, s.count(each.quantity), each.article.unit, s.money(each.price), s.money(each.amount)] for each in sold],
                  top="Désignation/Description|Qté/Qty|Unité/Unit|Prix unitaire HT/Unit price|Montant HT/Amount", lines="grid"),
            space(2), sums(("Total HT / Net total", s.money(s.net)), ("TVA / VAT", "0,00"), ("Total TTC / Total EUR", s.money(s.gross))),
            words("Autoliquidation - TVA due par le preneur, article 283-2 nonies du CGI / VAT reverse charge."),
            words(f"IBAN : {s.iban}   BIC : AGRIFRPP867")]  # fmt: skip


def foreign(s: Sheet) -> list[Block]:
    """An invoice in one currency that says its tax in another, at a rate of exchange."""
    sold = s.goods(2, 5, ("20",))
    (row,) = s.taxed(sold, [Change("Carriage and insurance", Decimal("38.00"), Decimal(20))])
    rate = Decimal(s.chance.randrange(8300, 8900)) / 10000
    number, order = f"KX{s.digits(6)}", f"PO-{s.digits(6)}"
    s.lines(sold, "quantity", "unit_price", "net", "seller_item_id")
    s.say(invoice_number=number, purchase_order=order, due_date=s.due, seller_vat_id=plain(s.seller.vat_id),
          buyer_vat_id=plain(s.buyer.vat_id), amount_due=str(s.gross), **s.paid())  # fmt: skip
    return [beside("1fr auto", [head(s.seller.whole, 15), words(s.seller.street, s.seller.town, f"VAT Reg. No. {s.seller.vat_id}")], [head("TAX INVOICE", 15)]),
            space(5), beside("1fr 72mm", [words("Sold to", bold=True), party(s.buyer), words(f"VAT ID {s.buyer.vat_id}")],
            [facts(("Invoice number", number), ("Invoice date", s.day(s.issued)), ("Customer PO", order), ("Due date", s.day(s.due)), ("Currency", s.currency))]),
            space(4), table("auto auto 1fr auto auto auto", "lllrrr", [
                [str(place), each.code, each.article.text, f"{s.count(each.quantity)} {each.article.unit}", s.money(each.price), s.money(each.amount)]
                for place, each in enumerate(sold, 1)], top="#|Part no.|Description|Quantity|Unit price|Net amount", lines="rows"),
            space(3), sums(("Goods total", s.money(s.line_total)), ("Carriage and insurance", "38.00"), ("Total excl. VAT", s.money(s.net)),
                           ("VAT 20%", s.money(row.tax)), (f"Total payable {s.currency}", s.money(s.gross))),
            words(f"Exchange rate: 1 EUR = {rate} {s.currency}. VAT in EUR: {s.money(cent(row.tax / rate))}; net amount in EUR: {s.money(cent(row.base / rate))}.", size=8),
            words(f"Bank details: IBAN {s.iban}", size=8)]  # fmt: skip


def intra(s: Sheet) -> list[Block]:
    """A supply to another country of the union: labels in two languages, no tax, two deliveries."""
    notes = [f"{s.digits(7)}" for _ in range(2)]
    groups = [s.goods(1, 3, ("0",), hundred=True) for _ in notes]
    sold = [each for group in groups for each in group]
    s.taxed(sold)
    number, order = f"{s.digits(7)}", f"{s.digits(6)}-NL"
    s.lines(sold, "quantity", "net", "price_base_quantity", "seller_item_id")
    s.say(
        invoice_number=number,
        due_date=s.due,
        purchase_order=order,
        seller_vat_id=plain(s.seller.vat_id),
        buyer_vat_id=s.buyer.vat_id,
        **s.paid(),
    )
    lines: list[list[str | Block]] = []
    place = 0
    for note, group in zip(notes, groups, strict=True):
        lines.append(
            ["", words(f"Lieferschein / Delivery note {note} - {s.day(s.delivered)}", span=6)]
        )
        for each in group:
            place += 1
            lines.append([str(place), words(each.article.text, f"Art. {each.code}  HS 84839089  Ursprung / Origin: DE"), s.count(each.quantity),
                          each.article.code, s.money(each.price), str(each.per), s.money(each.amount)])  # fmt: skip
    return [beside("1fr 70mm", [space(16), words(f"{s.seller.whole} - {s.seller.street} - {s.seller.town}", size=6.5), party(s.buyer)],
                   [head(s.seller.whole, 12), words(s.seller.street, s.seller.town), facts(("USt-IdNr. / VAT No.", s.seller.vat_id), ("Ihre USt-IdNr. / Your VAT No.", s.buyer.vat_id))]),
            space(6), head("Rechnung / Invoice", 14), table("1fr 1fr 1fr 1fr", "llll", [[number, s.day(s.issued), order, s.day(s.due)]],
            top="Rechnungsnr./Invoice no.|Datum/Date|Ihre Bestellung/Your order|Fällig am/Due date", lines="grid", bold=False, size=8), space(3),
            table("auto 1fr auto auto auto auto auto", "llrlrrr", lines, top="Pos/Item|Bezeichnung/Description|Menge/Qty|ME/UoM|Preis/Price|PE/per|Betrag/Amount EUR", lines="head"),
            space(2), sums(("Warenwert / Value of goods", s.money(s.net)), ("MwSt. / VAT 0 %", "0,00"), ("Rechnungsbetrag / Invoice total EUR", s.money(s.gross))),
            words("Steuerfreie innergemeinschaftliche Lieferung gemäß § 4 Nr. 1b UStG / VAT exempt intra-community supply.", f"IBAN {s.iban}")]  # fmt: skip


def storno(s: Sheet) -> list[Block]:
    """A German credit note printed above zero."""
    sold = s.goods(1, 4, ("19", "7"))
    rows = s.taxed(sold)
    number, earlier = f"GS-{s.digits(5)}", f"RE-{s.digits(5)}"
    s.kind = "credit_note"
    s.lines(sold, "quantity", "unit_price", "net", "seller_item_id")
    s.say(
        invoice_number=number, preceding_invoice=earlier, seller_vat_id=s.seller.vat_id, **s.paid()
    )
    s.foot = [
        words(
            f"{s.seller.whole}, {s.seller.street}, {s.seller.town}, USt-IdNr. {s.seller.vat_id}, IBAN {s.iban}",
            side="center",
        )
    ]
    return [head(s.seller.whole, 14, side="center"), words(f"{s.seller.street} · {s.seller.town}", side="center"), space(10),
            beside("1fr 64mm", [party(s.buyer)], [facts(("Gutschrift-Nr.", number), ("Datum", s.day(s.issued)), ("Kunden-Nr.", s.digits(5)), ("Zu Rechnung", earlier))]),
            space(8), head("Gutschrift", 14), words(f"Stornierung der Rechnung {earlier} vom {s.day(s.delivered)}"), space(2),
            table("auto 1fr auto auto auto auto", "llrrrr", [[each.code, each.article.text, f"{s.count(each.quantity)} {each.article.unit}", s.money(each.price), s.money(each.amount), f"{each.rate}"] for each in sold],
                  top="Artikel|Bezeichnung|Menge|Preis|Gesamt|MwSt%", lines="rows"),
            sums(("Netto", s.money(s.net)), *((f"MwSt. {row.rate}% auf {s.money(row.base)}", s.money(row.tax)) for row in rows), ("Gutschriftbetrag EUR", s.money(s.gross)))]  # fmt: skip


def remise(s: Sheet) -> list[Block]:
    """A French wholesaler: price before and after the discount, words between the rows, periods."""
    sold = s.goods(3, 6, ("20", "5.5"), discounts=True)
    sold = [
        each for each in sold if each.before * (100 - each.discount) % 100 == 0 or not each.discount
    ] or sold[:1]
    rows = s.taxed(
        sold,
        [
            Change("Frais de port", Decimal("18.50"), Decimal(20)),
            Change("Remise fidélité", Decimal("-6.00"), Decimal(20)),
        ],
    )
    number, order = f"FC{s.digits(7)}", f"{s.digits(8)}"
    terms = f"Paiement à {(s.due - s.issued).days} jours, escompte 1 % pour paiement anticipé"
    s.lines(sold, "quantity", "net", "tax_rate", "seller_item_id")
    s.say(
        invoice_number=number,
        purchase_order=order,
        due_date=s.due,
        seller_vat_id=plain(s.seller.vat_id),
        payment_terms=terms,
        **s.paid(),
    )
    s.foot = [
        words(
            f"{s.seller.whole} - {s.seller.street} - {s.seller.town} - SIRET 344 902 187 00034 - TVA {s.seller.vat_id}",
            side="center",
        )
    ]
    s.counted = "Page {n}/{of}"
    lines: list[list[str | Block]] = []
    for place, each in enumerate(sold):
        net = cent(each.price * (100 - each.discount) / 100)
        lines.append([each.code, each.article.text, s.count(each.quantity), s.money(each.price), f"{each.discount} %" if each.discount else "", s.money(net) if each.discount else s.money(each.price),
                      s.money(each.amount), s.money(each.rate, 1)])  # fmt: skip
        if place == 0:
            lines.append(
                [
                    "",
                    words(
                        f"Période du {s.day(s.delivered - timedelta(days=7))} au {s.day(s.delivered)}",
                        size=7,
                    ),
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                ]
            )
    return [beside("1fr 78mm", [head(s.seller.whole, 14), words(s.seller.street, s.seller.town, "Tél. 03 21 99 10 10")], [box(words("Adresse de facturation", size=7), party(s.buyer))]),
            space(5), head(f"Facture {number}", 13), facts(("Date de facturation", s.day(s.issued)), ("Votre commande", order), ("Bon de livraison", f"BL{s.digits(6)}"), ("Date d'échéance", s.day(s.due))),
            space(3), table("auto 1fr auto auto auto auto auto auto", "llrrrrrr", lines, top="Réf.|Libellé|Qté|P.U. brut|Remise|P.U. net|Montant HT|TVA", lines="columns"), space(3),
            beside("1fr auto", [table("auto auto auto", "rrr", [[f"{s.money(row.rate)} %", s.money(row.base), s.money(row.tax)] for row in rows], top="TVA|Base|Montant", lines="grid"), words(terms, f"IBAN {s.iban}", size=8)],
                   [sums(("Total marchandises", s.money(s.line_total)), ("Remise fidélité", "-6,00"), ("Frais de port", "18,50"), ("Total HT", s.money(s.net)), ("TVA", s.money(s.tax)), ("Total TTC", f"{s.money(s.gross)} €"))])]  # fmt: skip


def micro(s: Sheet) -> list[Block]:
    """A French business that asks no tax."""
    sold = s.goods(1, 3, ("0",))
    s.taxed(sold)
    del s.fields["tax_total"]
    number = f"{s.issued.year}-{s.digits(3)}"
    s.lines(sold, "quantity", "unit_price", "net")
    s.say(invoice_number=number, due_date=s.due, **s.paid())
    return [head(s.seller.whole, 13), words(s.seller.street, s.seller.town, f"contact@{s.seller.site}", "SIRET 812 440 973 00015"), space(8),
            beside("1fr 70mm", [], [party(s.buyer)]), space(6), head(f"Facture n° {number}", 14), words(f"Date d'émission : {s.day(s.issued)}", f"À régler avant le : {s.day(s.due)}"), space(3),
            table("1fr auto auto auto", "lrrr", [[each.article.text, f"{s.count(each.quantity)} {each.article.unit}", f"{s.money(each.price)} €", f"{s.money(each.amount)} €"] for each in sold],
                  top="Prestation|Quantité|Prix unitaire|Total", lines="head"),
            sums(("Total HT", f"{s.money(s.net)} €"), ("Total à payer", f"{s.money(s.gross)} €")), words("TVA non applicable, art. 293 B du CGI"), words(f"IBAN {s.iban}", size=8)]  # fmt: skip


LOOKS: Final[tuple[tuple[Look, str, str], ...]] = (
    (instalment, "de", "EUR"), (therapist, "de", "EUR"), (small, "de", "EUR"), (reverse, "fr", "EUR"),
    (foreign, "en", "USD"), (intra, "de", "EUR"), (storno, "de", "EUR"), (remise, "fr", "EUR"), (micro, "fr", "EUR"),
)  # fmt: skip
