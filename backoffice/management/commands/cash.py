"""cash: entries of what is matched, the clearing account, what is held, how often passes err."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from core.actors import Actor, ActorKind
from core.money import decimal_text
from reconciliation.actions import cash_booking, cash_rule_books, policies
from reconciliation.queries import cash_held, cash_precision, cash_roll, cash_unbooked

_CASH = Actor(kind=ActorKind.SERVICE, name="cash")
_WHAT = ("proposals", "book", "clearing", "held", "balances", "precision")


class Command(BaseCommand):
    help = "Shows or books the entries of matched cash, proves clearing, says how often passes err."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=_WHAT)
        parser.add_argument(
            "--through", type=date.fromisoformat, metavar="DAY", help="Nothing after this day."
        )
        parser.add_argument("--json", action="store_true", help="The only form there is.")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        through = options["through"] or now.date()
        if options["what"] == "proposals":
            for draft in cash_booking.proposals(through=through):
                self._tell(cash_booking.told(draft))
        elif options["what"] == "book":
            done = cash_booking.book_cash(through=through, actor=_CASH, at=now)
            self._tell(
                {
                    "entries": done.entries,
                    "matches": done.matches,
                    "waiting_for_an_open_period": done.closed,
                }
            )
        elif options["what"] == "precision":
            self._tell_precision()
        elif options["what"] == "held":
            for place in cash_held.held_cash(reader=_CASH):
                self._tell(cash_held.told(place, through))
        elif options["what"] == "balances":
            for standing in cash_roll.rolled_forward(reader=_CASH):
                self._tell(cash_roll.told(standing))
        else:
            self._prove()

    def _tell_precision(self) -> None:
        settings = cash_rule_books.with_rules(policies.current_policy().policy.cash)
        for each in cash_precision.precisions(settings):
            low, high = each.counts.interval
            self._tell(
                {
                    "strategy": each.strategy,
                    "confidence": decimal_text(each.counts.confidence),
                    "interval": [round(low, 5), round(high, 5)],
                    "counted_before": {"n": each.before.n, "wrong": each.before.wrong},
                    "here": {"n": each.here.n, "taken_back": each.here.wrong},
                }
            )

    def _prove(self) -> None:
        account = policies.current_policy().policy.cash.accounts.clearing
        for currency, (standing, on_its_way) in cash_unbooked.clearing(account).items():
            self._tell(
                {
                    "account": account,
                    "currency": currency,
                    "balance": decimal_text(standing),
                    "on_its_way": decimal_text(on_its_way),
                    "unexplained": decimal_text(standing - on_its_way),
                }
            )

    def _tell(self, row: dict[str, object]) -> None:
        self.stdout.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")))
