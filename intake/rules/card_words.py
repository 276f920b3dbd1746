"""What stands around a number: words about cards, the name of another kind of number, an IBAN."""

import re
from typing import Final


def _listed(words: str) -> list[str]:
    return words.split()


_BEFORE: Final = 80
_AFTER: Final = 40
_LONGEST_NAME: Final = 32
_LONGEST_IBAN: Final = 34
_CARD: Final = re.compile(
    r"(?<![a-z])(?:cards?|card(?:holder|number|num|no|nr|account)|creditcards?|debitcards?|cc|ccn"
    r"|pan|visa|amex|maestro|unionpay|rupay|jcb|discover|diners(?: club)?|cvv2?|cvc2?|vpay"
    r"|tarjetas?|carte (?:bancaire|bleue|de cr[\xe9e]dit)|carte|cartes|cb|bancomat|betaalpas"
    r"|carta di (?:credito|debito)|carta (?:n|nr|numero)|valid thru|expiry|exp(?:ires)?)(?![a-z])"
    r"|(?:paid|charged|payment) (?:with|to|by|via)|bezahlt mit|pay\xe9 (?:par|avec)|pagado con"
    r"|pagato con|betaald met|master ?card|american ?express|primary ?account"
    r"|(?:karten?|kaart)(?:nummer|nr|inhaber|nummers?)?(?![a-z])",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"n[\xb0\xba]|[^\W\d_]+|#")
_BETWEEN: Final = re.compile(r"[^\w#\xb0\xba]{0,6}[\d\-_]{0,3}[^\w#\xb0\xba]{0,4}$")
_NUMBER: Final = _listed(
    "no nos nr num number numbers nummer num\xe9ro numero n\xfamero n\xb0 n\xba id ids code #"
)
_REFERENCE: Final = _listed("reference ref referenz r\xe9f\xe9rence referencia riferimento id")
# What payment processors call their own numbers of a payment.
_OF_PROCESSORS: Final = _listed("psp modification capture refund dispute chargeback")
# Kinds of numbers that are named by one word, and those that take a word for number after it.
_BY_ONE_WORD: Final = _listed(
    "gtin ean upc sscc gln isbn issn imei iccid iban awb jan tracking waybill consignment shipment"
    " parcel barcode serial phone telephone telefon telefono tel\xe9fono t\xe9l\xe9phone tel mobile"
    " handy cell fax gsm"
)
_WITH_NUMBER: Final = _listed(
    "order purchaseorder salesorder po invoice receipt item article product material customer"
    " vendor supplier delivery transaction contract ticket case batch lot entry document job policy"
    " meter rechnung rechnungs bestell bestellungs auftrag auftrags artikel kunden lieferanten"
    " liefer lieferschein beleg vorgangs"
    " vertrag vertrags sendungs paket serien commande facture"
    " client livraison contrat pedido factura art\xedculo cliente albar\xe1n ordine fattura"
    " articolo bestel factuur klant levering sku siret tax vat ust steuer"
)
_BARE: Final = frozenset(_listed("sku siret po bestellung auftrag timestamp uuid guid"))
_ALWAYS_OTHER: Final = frozenset(
    [*_BY_ONE_WORD, *(word + number for word in _BY_ONE_WORD for number in _NUMBER)]
)
_OTHERWISE: Final = (
    _BARE
    | frozenset(
        name
        for word in _WITH_NUMBER
        for number in _NUMBER
        for name in (word + number, f"{number}de{word}")
    )
    | frozenset(word + name for word in _OF_PROCESSORS for name in _REFERENCE)
)
_IBAN: Final = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ \-]?[A-Z0-9]){11,30}")
_IBAN_LENGTHS: Final = {
    country: int(length)
    for length, countries in (
        entry.split(":")
        for entry in _listed(
            "15:NO 16:BE 18:DK,FO,FI,GL,NL,SD 19:MK,SI 20:AT,BA,EE,KZ,XK,LT,LU,MN"
            " 21:HR,LV,LI,CH 22:BH,BG,CR,GE,DE,IE,ME,RS,GB,VA 23:TL,GI,IQ,IL,OM,SO,AE"
            " 24:AD,CZ,MD,PK,RO,SA,SK,ES,SE,TN,VG 25:LY,PT,ST 26:IS,TR 27:BI,DJ,FR,GR,IT,MR,MC,SM"
            " 28:AL,AZ,BY,CY,DO,SV,GT,HN,HU,LB,NI,PL 29:BR,EG,PS,QA,UA 30:JO,KW,MU,YE 31:MT,SC"
            " 32:LC 33:RU"
        )
    )
    for country in countries.split(",")
}


def has_card_words(text: str, start: int, end: int, label: str) -> bool:
    """Say whether the words near a number, or the label it stands under, are about cards."""
    before, after = text[max(0, start - _BEFORE) : start], text[end : end + _AFTER]
    return any(_CARD.search(words.replace("_", " ")) for words in (label, before, after))


def is_named_otherwise(text: str, start: int, label: str, *, is_one_run: bool) -> bool:
    """Say whether what stands right before a number calls it another kind of number.

    The name of a kind that has digits in groups too counts however the number is written.
    """
    names = _names(text[max(0, start - _LONGEST_NAME) : start]) + _names(label)
    if not _ALWAYS_OTHER.isdisjoint(names):
        return True
    return is_one_run and not _OTHERWISE.isdisjoint(names)


def _names(before: str) -> list[str]:
    """Return the last words before a number: the last, the last two as one, the last three."""
    ending = _BETWEEN.search(before)
    if ending is None:
        return []
    words = _WORD.findall(before[: ending.start()].lower())[-3:]
    return ["".join(words[place:]) for place in range(len(words))]


def is_part_of_iban(text: str, start: int, end: int) -> bool:
    """Say whether these digits belong to a bank account number whose check digits hold."""
    window_start = max(0, start - _LONGEST_IBAN)
    window = text[window_start : end + _LONGEST_IBAN]
    return any(
        window_start + found.start() < start and end <= window_start + _iban_end(found)
        for found in _IBAN.finditer(window)
    )


def _iban_end(found: re.Match[str]) -> int:
    """Return where the account number ends, or its start where the check digits do not hold."""
    length = _IBAN_LENGTHS.get(found[0][:2], 0)
    taken, end = "", found.start()
    for place, character in enumerate(found[0]):
        if character.isalnum():
            taken += character
            end = found.start() + place + 1
        if len(taken) == length:
            break
    moved = taken[4:] + taken[:4]
    number = "".join(str(int(character, 36)) for character in moved)
    return end if len(taken) == length and int(number) % 97 == 1 else found.start()
