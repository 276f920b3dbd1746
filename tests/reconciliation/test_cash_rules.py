"""Rules for bank lines: tried, proposed, approved by another person, then a pass of the engine."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from audit.models import Bundle
from backoffice.roles import Role
from core.actors import PIPELINE, Actor, ActorKind
from intake.models import BankAccount, BankLine
from ledger.models import Account
from reconciliation.actions import cash_deciding, cash_matching, cash_rule_books
from reconciliation.models import CashMatch, CashRuleBook
from reconciliation.queries.cash_rule_pages import rule_file
from reconciliation.rules.cash_rules import (
    UnableToReadRule,
    changes_of,
    expression_of,
    from_json,
    problem_with_rule,
    to_json,
)
from reconciliation.rules.cash_values import CashRule, CashSettings, PartType, RuleOutcome
from tests.factories import NOW, make_person
from tests.reconciliation.rules.cash_world import CashWorld

ANNA = Actor(kind=ActorKind.PERSON, name="anna")
BERT = Actor(kind=ActorKind.PERSON, name="bert")
RENT = CashRule(
    name="terminal rent", outcome=RuleOutcome.FEE, contains="Terminalmiete", sign="out",
    most=Decimal("60.00"), ledger_account="6855",
)  # fmt: skip
BOOKINGS = CashRule(
    name="bookings", outcome=RuleOutcome.MATCH, pattern="BKG {number} *", tolerance=Decimal("2.00")
)


def said(rule: CashRule, amount: int, memo: str, **items: int) -> tuple[str, str]:
    """Return what the engine says of one line under one rule."""
    world = CashWorld(settings=CashSettings(rules=(rule,), rules_version=3))
    world.line("line", amount, memo=memo)
    for name, owed in items.items():
        world.item(name, owed, party="Somebody Else")
    answer = world.settle()["line"]
    return answer.status, answer.strategy


class TestTheEngine:
    def test_a_rule_books_a_line_and_is_named_with_its_version(self) -> None:
        assert said(RENT, -4900, "TERMINALMIETE 03/26") == ("matched", "rule:3:terminal rent")

    @pytest.mark.parametrize(
        ("amount", "memo"), [(-9900, "Terminalmiete"), (4900, "Terminalmiete"), (-4900, "Miete")]
    )
    def test_every_condition_must_hold(self, amount: int, memo: str) -> None:
        assert said(RENT, amount, memo)[0] == "unmatched"

    def test_a_pattern_finds_the_record_within_its_tolerance(self) -> None:
        assert said(BOOKINGS, 9900, "PAID BKG 77 TODAY", **{"77": 10000}) == (
            "matched", "rule:3:bookings",
        )  # fmt: skip
        assert said(BOOKINGS, 9700, "PAID BKG 77 TODAY", **{"77": 10000})[0] != "matched"

    def test_a_rule_that_waits_names_itself_and_matches_nothing(self) -> None:
        rule = CashRule(name="advice", outcome=RuleOutcome.WAIT, contains="collective", wait_days=5)

        assert said(rule, 100, "Collective payment") == ("unmatched", "rule:3:advice")

    def test_a_rule_that_waits_is_kept_where_records_of_the_amount_name_nobody(self) -> None:
        rule = CashRule(name="advice", outcome=RuleOutcome.WAIT, contains="collective", wait_days=5)
        world = CashWorld(settings=CashSettings(rules=(rule,), rules_version=3))
        for name in ("W-0001", "W-0002"):
            world.item(name, 1999, type="order")
        world.line("waits", 1999, memo="Collective payment")
        world.line("other", 1999, memo="thank you")

        answer = world.settle()

        assert answer["waits"].strategy == "rule:3:advice"
        assert (answer["other"].status, answer["other"].codes) == ("ambiguous", "AMBIGUOUS")

    def test_quotes_and_signs_of_patterns_stay_text(self) -> None:
        rule = CashRule(
            name="x'y", outcome=RuleOutcome.FEE, contains="it's ('%", pattern="A(+)*B#",
            most=Decimal(9),
        )  # fmt: skip

        assert said(rule, -100, "it's ('% A(+) and B7")[0] == "matched"
        assert expression_of("a # {number}") == r"A\s+[0-9]+\s+([A-Z0-9][A-Z0-9/._-]*)"


class TestReading:
    def test_rules_survive_being_stored(self) -> None:
        assert from_json(to_json([RENT, BOOKINGS])) == (RENT, BOOKINGS)

    @pytest.mark.parametrize(
        "row",
        [
            {"outcome": "burn"},
            {"outcome": "fee", "most": "much"},
            {"outcome": "fee", "most": "NaN"},
            {"outcome": "fee", "sign": "up"},
        ],
    )
    def test_what_cannot_be_read_is_refused(self, row: dict[str, object]) -> None:
        with pytest.raises(UnableToReadRule):
            from_json([{"name": "n", **row}])

    @pytest.mark.parametrize(("rule", "why"), [
        (CashRule("a", RuleOutcome.FEE), "at least a text"),
        (CashRule("a", RuleOutcome.FEE, contains="x"), "up to which amount"),
        (CashRule("a", RuleOutcome.MATCH, pattern="x"), "once"),
        (CashRule("a", RuleOutcome.WAIT, contains="x"), "between 1 and 365"),
        (CashRule("a", RuleOutcome.MATCH, pattern="{number}", tolerance=Decimal(500)), "between 0"),
    ])  # fmt: skip
    def test_what_cannot_stand_says_why(self, rule: CashRule, why: str) -> None:
        assert why in str(problem_with_rule(rule, cap=Decimal(100)))


def test_whoever_approves_reads_what_changes() -> None:
    rent, fee, wait = {"name": "Rent"}, {"name": "Fee"}, {"name": "Wait"}

    assert changes_of([], [rent]) == "New: Rent."
    assert changes_of([rent, fee], [fee, {**rent, "most": "5"}]) == (
        "Changed: Rent. The order is another."
    )
    assert changes_of([rent, fee], [wait, fee]) == "New: Wait. Retired: Rent."
    assert changes_of([rent], [rent]) == ""


@pytest.fixture
def lines(db: None) -> list[int]:
    """Return two lines of rent that nothing explains, one of which a person settled otherwise."""
    Account.objects.create(account="6855")
    account = BankAccount.objects.create(bank_account="MAIN", currency="EUR", entity="DE01")
    made = [
        BankLine.objects.create(
            bank_account=account, line_key=str(n), booked_on=date(2026, 3, n), currency="EUR",
            amount=Decimal("-49.00"), memo="Terminalmiete", reference=f"B-{n}",
        ).pk
        for n in (1, 2)
    ]  # fmt: skip
    cash_matching.match_cash(actor=PIPELINE, at=NOW)
    cash_deciding.settle(
        line_id=made[0], keys=[], rest_type=PartType.ADJUSTMENT, reason="Odd", version=1,
        actor=ANNA, at=NOW,
    )  # fmt: skip
    return made


class TestFourEyes:
    def test_rules_are_tried_approved_by_another_and_then_used(self, lines: list[int]) -> None:
        book = cash_rule_books.propose([RENT], actor=ANNA, at=NOW)
        assert book.tried["rules"][0] == {
            "name": "terminal rent", "lines": 2, "open": 1, "against_people": 1,
            "against_engine": 0, "examples": [lines[0], lines[1]],
        }  # fmt: skip
        with pytest.raises(cash_rule_books.UnableToChangeRules, match="second person"):
            cash_rule_books.approve(book.version, actor=ANNA, at=NOW)
        with pytest.raises(cash_rule_books.UnableToChangeRules, match="already"):
            cash_rule_books.propose([RENT], actor=BERT, at=NOW)
        cash_matching.match_cash(actor=PIPELINE, at=NOW)
        assert CashMatch.objects.get(bank_line_id=lines[1]).status == "unmatched"

        cash_rule_books.approve(book.version, actor=BERT, at=NOW)
        cash_matching.match_cash(actor=PIPELINE, at=NOW)
        again = cash_matching.match_cash(actor=PIPELINE, at=NOW)

        match = CashMatch.objects.get(bank_line_id=lines[1])
        assert (match.status, match.strategy) == ("matched", "rule:1:terminal rent")
        assert list(match.parts.values_list("type", "account")) == [("fee", "6855")]
        assert again.changed == 0
        versions = {each.policy_versions.get("cash_rules") for each in Bundle.objects.all()}
        assert versions == {"0", "1"}

    def test_the_page_tries_proposes_and_another_person_decides(
        self, lines: list[int], client: Client
    ) -> None:
        row = {"name": "terminal rent", "contains": "terminalmiete", "outcome": "fee", "most": "60"}
        posted = {f"rule_{name}": value for name, value in row.items()}
        client.force_login(make_person("conrad", Role.CONTROLLER))

        tried = client.post("/cash/rules/propose/", {**posted, "try": "1"}).content.decode()
        refused = client.post("/cash/rules/propose/", {**posted, "rule_most": ""})
        client.post("/cash/rules/propose/", posted)
        client.post("/cash/rules/1/decide/", {"approve": "1"})

        assert "2 lines" in tried
        assert refused.status_code == 409
        assert CashRuleBook.objects.get().state == "proposed"
        client.force_login(make_person("carla", Role.CONTROLLER))
        client.post("/cash/rules/1/decide/", {"approve": "1"})
        assert CashRuleBook.objects.get().state == "in_force"

    @pytest.mark.django_db
    def test_the_book_in_force_is_shown_behind_many_that_were_turned_down(self) -> None:
        CashRuleBook.objects.bulk_create(
            CashRuleBook(
                version=n, rules=[], tried={}, proposed_by="anna", proposed_at=NOW,
                state="in_force" if n == 1 else "declined",
            )
            for n in range(1, 60)
        )  # fmt: skip

        file = rule_file()

        assert file.in_force is not None
        assert [book.version for book in file.earlier[:2]] == [59, 58]
