"""The official rules, run on documents of every syntax and profile."""

import re
import resource
from collections.abc import Mapping, Sequence

import pytest
from lxml import etree

from core.reasons import ReasonCode
from intake.formats import einvoice_rules, rules_child
from intake.formats.child import Answer, ChildFailed
from intake.formats.einvoice_rules import Question, RuleFailure
from tests.intake.formats.samples import sample

UBL = sample("invoice_ubl.xml")
CII = sample("invoice_cii.xml")
EN = "urn:cen.eu:en16931:2017"


def fatal(content: bytes, syntax: str, profile: str | None = EN) -> set[str]:
    failures = einvoice_rules.validate(content, syntax, profile)
    return {failure.rule for failure in failures if failure.flag == "fatal"}


def test_clean_invoices_pass() -> None:
    assert fatal(UBL, "ubl") == set()
    assert fatal(CII, "cii") == set()


def test_names_the_rule_the_place_and_the_words() -> None:
    broken = UBL.replace(b">246.33<", b">246.34<")

    (failure,) = [f for f in einvoice_rules.validate(broken, "ubl", EN) if f.rule == "BR-CO-15"]

    assert failure.flag == "fatal"
    assert failure.location == "/Invoice[1]"
    assert failure.text.startswith("[BR-CO-15]-Invoice total amount with VAT")


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (b"<ram:ID>NW-2026-0418</ram:ID>", b"", "BR-02"),
        (b">113.05</ram:GrandTotalAmount>", b">113.06</ram:GrandTotalAmount>", "BR-CO-15"),
    ],
)
def test_holds_cii_to_the_same_rules(old: bytes, new: bytes, rule: str) -> None:
    """T37."""
    assert rule in fatal(CII.replace(old, new), "cii")


@pytest.mark.parametrize(
    "spelled",
    [
        UBL,
        UBL.partition(b"?>")[2].lstrip(),
        b"\xef\xbb\xbf" + UBL,
        UBL.decode().replace("UTF-8", "ISO-8859-1", 1).encode("latin-1", "xmlcharrefreplace"),
        UBL.decode().replace("UTF-8", "UTF-16", 1).encode("utf-16"),
        UBL.replace(b"?>", b"?><!-- sent by a machine -->", 1),
    ],
)
def test_is_the_same_document_however_its_characters_are_written(spelled: bytes) -> None:
    broken = spelled.replace(b">246.33<", b">246.34<")
    broken = broken.replace(">246.33<".encode("utf-16-le"), ">246.34<".encode("utf-16-le"))

    assert b"?xml" in UBL
    assert fatal(spelled, "ubl") == set()
    assert "BR-CO-15" in fatal(broken, "ubl")


def test_a_warning_stops_nobody() -> None:
    extra = UBL.replace(
        b"<b:ProfileID>", b"<b:ProfileExecutionID>7</b:ProfileExecutionID><b:ProfileID>"
    )

    failures = einvoice_rules.validate(extra, "ubl", EN)

    assert [(f.rule, f.flag) for f in failures] == [("UBL-CR-003", "warning")]
    assert einvoice_rules.findings_of(failures) == ()
    (silent,) = einvoice_rules.validate_many([Question(extra, "ubl", EN)], with_warnings=False)
    assert silent == ()


def test_answers_many_in_the_order_asked() -> None:
    broken = UBL.replace(b">246.33<", b">1.00<")
    asked = [Question(UBL, "ubl", EN), Question(broken, "ubl", EN), Question(CII, "cii", EN)]

    answers = einvoice_rules.validate_many(asked * 30)

    assert [bool(answer) for answer in answers] == [False, True, False] * 30


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (b"<ram:TypeCode>380<", b"<ram:TypeCode>999<", "BR-CL-01"),
        (b'currencyID="EUR"', b'currencyID="EUX"', "BR-CL-03"),
        (b">EUR</ram:InvoiceCurrencyCode>", b">EUX</ram:InvoiceCurrencyCode>", "BR-CL-04"),
        (b"<ram:CountryID>DE<", b"<ram:CountryID>DX<", "BR-CL-14"),
        (b"<ram:TypeCode>58<", b"<ram:TypeCode>589<", "BR-CL-16"),
        (b"<ram:CategoryCode>S<", b"<ram:CategoryCode>X<", "BR-CL-18"),
        (b'unitCode="C62"', b'unitCode="PCE"', "BR-CL-23"),
    ],
)
def test_holds_cii_to_the_code_lists(old: bytes, new: bytes, rule: str) -> None:
    assert old in CII

    assert rule in fatal(CII.replace(old, new), "cii")


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (b'currencyID="EUR"', b'currencyID="eur"', "BR-CL-03"),
        (b'currencyID="EUR"', b'currencyID="EUR USD"', "BR-CL-03"),
        (b'currencyID="EUR"', b'currencyID=""', "BR-CL-03"),
        (b">DE</b:IdentificationCode>", b"> DE FR </b:IdentificationCode>", "BR-CL-14"),
        (b">58</b:PaymentMeansCode>", b">581</b:PaymentMeansCode>", "BR-CL-16"),
    ],
)
def test_a_code_is_one_whole_entry_of_its_list(old: bytes, new: bytes, rule: str) -> None:
    assert rule in fatal(UBL.replace(old, new), "ubl")
    padded = UBL.replace(b">DE</b:IdentificationCode>", b">\n DE </b:IdentificationCode>")
    assert fatal(padded, "ubl") == set()


def test_every_list_of_codes_is_looked_up_and_no_longer_searched() -> None:
    sheet = rules_child.Sheet(einvoice_rules._UBL.path, with_warnings=True, core_only=False)

    prepared = etree.fromstring(rules_child.prepared(sheet))

    tests = [branch.get("test", "") for branch in prepared.iter(rules_child.XSL + "when")]
    assert sum("map:contains(" in test for test in tests) > 20
    assert not [test for test in tests if re.search(r"' '\)\)\s+and\s+contains\(", test)]


@pytest.mark.parametrize(
    ("match", "select", "visited"),
    [
        ("cac:Party[cbc:ID]", "*", ["//*"]),
        ("cac:Party/@schemeID", "@*|*", ["/", "@*|*", "@*|*"]),
        ("/ | cac:Party", "*", ["/", "*", "*"]),
    ],
)
def test_a_pattern_of_elements_alone_visits_them_at_once(
    match: str, select: str, visited: list[str]
) -> None:
    call = f'<xsl:apply-templates mode="M7" select="{select}"/>'
    sheet = etree.fromstring(
        f'''<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
        <xsl:template match="/"><xsl:apply-templates mode="M7" select="/"/></xsl:template>
        <xsl:template match="{match}" mode="M7" priority="1000">{call}</xsl:template>
        <xsl:template match="@*|node()" mode="M7" priority="-2">{call}</xsl:template>
        </xsl:stylesheet>'''
    )
    rules_child.visit_at_once(sheet)
    calls = sheet.iter(rules_child.XSL + "apply-templates")
    assert [call.get("select") for call in calls] == visited


def test_every_official_pattern_visits_elements_at_once() -> None:
    for rules in (einvoice_rules._UBL, einvoice_rules._CII):
        prepared = rules_child.prepared(rules_child.Sheet(rules.path, False, rules.core_only))
        calls = re.findall(r'<xsl:apply-templates mode="M\d+" select="([^"]*)"/>', prepared)
        assert "//*" in calls  # what nobody goes to any more may still descend
        assert "/" not in calls


def test_a_wrong_code_names_its_place_and_its_list() -> None:
    broken = CII.replace(b'unitCode="C62"', b'unitCode="PCE"', 1)

    (failure,) = [f for f in einvoice_rules.validate(broken, "cii", EN) if f.rule == "BR-CL-23"]

    assert "'PCE'" in failure.text
    assert failure.location.startswith("/CrossIndustryInvoice/SupplyChainTradeTransaction/")


def test_the_lists_of_a_wider_profile_are_wider() -> None:
    file = b'<ram:AttachmentBinaryObject mimeCode="text/xml">eA==</ram:AttachmentBinaryObject>'
    seller = CII.replace(b"<ram:SellerTradeParty>", file + b"<ram:SellerTradeParty>", 1)

    assert "BR-CL-24" in fatal(seller, "cii")
    assert "BR-CL-24" not in fatal(seller, "cii", EN + "#conformant#urn:factur-x.eu:1p0:extended")


def test_an_allowance_and_a_charge_have_their_own_reasons() -> None:
    def with_reason(indicator: bytes, code: bytes) -> bytes:
        part = (
            b"<ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>"
            + indicator
            + b"</udt:Indicator></ram:ChargeIndicator><ram:ReasonCode>"
            + code
            + b"</ram:ReasonCode></ram:SpecifiedTradeAllowanceCharge>"
        )
        end = b"</ram:ApplicableHeaderTradeSettlement>"
        return CII.replace(end, part + end)

    assert "BR-CL-19" in fatal(with_reason(b"false", b"FC"), "cii")
    assert "BR-CL-20" in fatal(with_reason(b"true", b"95"), "cii")
    assert not {"BR-CL-19", "BR-CL-20"} & fatal(with_reason(b"true", b"FC"), "cii")


def test_the_children_have_a_limit_on_memory() -> None:
    einvoice_rules.validate(UBL, "ubl", EN)

    children = einvoice_rules._pool._idle
    limits = [resource.prlimit(child.process.pid, resource.RLIMIT_DATA) for child in children]

    assert limits
    assert set(limits) == {(rules_child.MEMORY, rules_child.MEMORY)}


@pytest.mark.parametrize(
    ("syntax", "profile", "has_rules"),
    [
        ("ubl", EN, True),
        ("ubl", EN + "#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0", True),
        ("ubl", None, True),
        ("ubl", "urn:oasis:names:specification:ubl:xpath:Invoice-2.0:sbs-1.0-draft", False),
        ("cii", "urn:factur-x.eu:1p0:minimum", True),
        ("facturx", "urn:factur-x.eu:1p0:basicwl", True),
        ("facturx", EN + "#conformant#urn:factur-x.eu:1p0:extended", True),
        ("facturx", "urn:zugferd.de:2p0:minimum", True),
        ("cii", "urn:ferd:CrossIndustryDocument:invoice:1p0:comfort", False),
    ],
)
def test_a_document_is_held_to_what_it_claims(
    syntax: str, profile: str | None, has_rules: bool
) -> None:
    assert (einvoice_rules.rule_set_of(syntax, profile) is not None) is has_rules


def test_a_minimum_invoice_is_not_asked_for_lines() -> None:
    start, end = CII.index(b"<ram:IncludedSupply"), CII.index(b"<ram:ApplicableHeaderTradeAgr")
    without_lines = CII[:start] + CII[end:]

    assert "BR-16" in fatal(without_lines, "cii")
    assert "BR-16" not in fatal(without_lines, "cii", "urn:factur-x.eu:1p0:minimum")


def test_ubl_inside_a_pdf_is_held_to_the_rules_of_ubl() -> None:
    broken = UBL.replace(b">246.33<", b">246.34<")

    assert fatal(UBL, "facturx") == set()
    assert "BR-CO-15" in fatal(broken, "facturx")


def test_fatal_failures_become_one_finding_a_rule() -> None:
    twice = RuleFailure("BR-25", "fatal", "[BR-25]-Each line names its item.", "/Invoice[1]/a[1]")

    found = einvoice_rules.findings_of([twice, twice])

    assert [(f.code, f.reference) for f in found] == [(ReasonCode.EINVOICE_RULE, "BR-25")]


def test_a_document_that_cannot_be_judged_has_not_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Dead:
        def ask(self, *_: object, **__: object) -> None:
            raise ChildFailed("stopped after 1 seconds")

    monkeypatch.setattr(einvoice_rules, "_pool", Dead())

    failures = einvoice_rules.validate(UBL, "ubl", EN)

    assert [f.rule for f in failures] == [einvoice_rules.UNCHECKED]
    assert einvoice_rules.findings_of(failures)


def test_a_document_that_kills_its_child_costs_only_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deadly = CII.replace(b"NW-2026-0418", b"DEADLY")
    pool = einvoice_rules._pool

    class Mortal:
        def ask(
            self, said: Mapping[str, object], parts: Sequence[bytes], *, seconds: float
        ) -> Answer:
            if any(b"DEADLY" in part for part in parts):
                raise ChildFailed("used more memory or time than allowed")
            return pool.ask(said, parts, seconds=seconds)

    monkeypatch.setattr(einvoice_rules, "_pool", Mortal())
    broken = CII.replace(b">113.05</ram:GrandTotal", b">113.06</ram:GrandTotal")

    answers = einvoice_rules.validate_many(
        [Question(content, "cii", EN) for content in (CII, deadly, broken)]
    )

    assert answers[0] == ()
    assert [failure.rule for failure in answers[1]] == [einvoice_rules.UNCHECKED]
    assert "BR-CO-15" in {failure.rule for failure in answers[2]}
