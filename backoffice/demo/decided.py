"""What the people of the demonstration company decided of the cases of earlier months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from backoffice.demo.timeline import workday
from core.actors import Actor, ActorKind
from core.reasons import ReasonCode as Code
from reconciliation.queries.standing import Waiting, waiting_since
from review.actions import deciding
from review.actions.deciding import UnableToDecide
from review.rules import APPROVE, DECIDE, DecisionAction

_OPERATORS: Final = (
    Actor(ActorKind.PERSON, "Anke Brandt"),
    Actor(ActorKind.PERSON, "Joris de Wit"),
)
_CONTROLLER: Final = Actor(ActorKind.PERSON, "Helen Marsh")
_ZONE: Final = ZoneInfo("Europe/Berlin")
_ONE_IN_STAYS_OPEN: Final = 7


@dataclass(frozen=True, slots=True)
class Answer:
    """What is done with a case, by whom, and what they write."""

    action: DecisionAction
    comment: str
    by_controller: bool = False


_APPROVE, _REJECT = DecisionAction.APPROVE, DecisionAction.REJECT
_CLEAN: Final = Answer(_APPROVE, "Checked against the page and the order: agrees.")
# By the first exception of the case that stands here; two answers alternate by case.
_ANSWERS: Final[dict[Code, tuple[Answer, ...]]] = {
    Code.DUPLICATE_INVOICE: (Answer(_REJECT, "The same invoice is booked already."),),
    Code.POSSIBLE_DUPLICATE: (Answer(_REJECT, "Sent again under another number; vendor agrees."),),
    Code.VENDOR_BLOCKED: (Answer(_REJECT, "Nobody ordered this; the vendor stays blocked."),),
    Code.PO_OTHER_VENDOR: (Answer(_REJECT, "Names an order of another vendor; sent back."),),
    Code.PO_OTHER_ENTITY: (Answer(_REJECT, "To be addressed to the company that ordered."),),
    Code.PO_NOT_FOUND: (Answer(_REJECT, "No such order; the vendor corrects the number."),),
    Code.CURRENCY_MISMATCH: (Answer(_REJECT, "Ordered in another currency; to be billed anew."),),
    Code.TOTALS_MISMATCH: (Answer(_REJECT, "The totals do not add up; corrected invoice asked."),),
    Code.TAX_MISMATCH: (Answer(_REJECT, "Tax is not base by rate; corrected invoice asked."),),
    Code.EINVOICE_RULE: (Answer(_REJECT, "Breaks the rules of e-invoices; sent back."),),
    Code.QUANTITY_OVER_ORDERED: (Answer(_REJECT, "More than ordered; goods go back."),),
    Code.QUANTITY_OVER_RECEIVED: (
        Answer(_REJECT, "Short delivery confirmed by the warehouse; credit note asked."),
        Answer(_APPROVE, "Arrived the day after; receipt is being entered.", by_controller=True),
    ),
    Code.NOT_RECEIVED: (Answer(_REJECT, "Never arrived; the carrier's proof is missing."),),
    Code.PRICE_OVER: (
        Answer(_APPROVE, "New list price agreed by Purchasing.", by_controller=True),
        Answer(_REJECT, "The order's price holds; the vendor corrects."),
    ),
    Code.PRICE_UNDER: (Answer(_APPROVE, "In our favour; the vendor confirmed the price."),),
    Code.UNPLANNED_CHARGE: (
        Answer(_APPROVE, "Express delivery was asked for.", by_controller=True),
        Answer(_REJECT, "Freight is free above 500 by agreement."),
    ),
    Code.ITEM_NOT_ON_PO: (Answer(_REJECT, "Not ordered; goods go back."),),
    Code.NO_PURCHASE_ORDER: (
        Answer(_APPROVE, "Contract on file, amount as agreed.", by_controller=True),
    ),
    Code.LOW_CONFIDENCE: (_CLEAN,),
}


def decide_cases(first: date, last: date) -> int:
    """Decide the cases opened between two days, but for one in seven; return how many.

    What the rules refuse to these people stays open, as it would have.
    """
    waiting = [case for case in waiting_since(first, last) if case.pk % _ONE_IN_STAYS_OPEN]
    return sum(_decide(case, last) for case in waiting)


def _decide(case: Waiting, last: date) -> bool:
    code, answer = _answer(case)
    if answer is None:
        return False
    day = min(workday(case.opened_at.date() + timedelta(1 + case.pk % 3)), last)
    at = datetime.combine(day, time(9 + case.pk % 8, case.pk * 7 % 60), _ZONE)
    people = [_OPERATORS[case.pk % len(_OPERATORS)]]
    if answer.by_controller:
        people = [_CONTROLLER]
    elif answer.action is _APPROVE:
        people.append(_CONTROLLER)  # where one person is not enough
    for person in people:
        try:
            done = deciding.decide(
                case_id=case.case_id,
                action=answer.action.value,
                case_version=case.version,
                actor=person,
                rights=frozenset({DECIDE, APPROVE} if person is _CONTROLLER else {DECIDE}),
                decided_at=max(at, case.opened_at + timedelta(minutes=20)),
                reason_code=code if answer.action is _REJECT else None,
                comment=answer.comment,
                seconds_in_view=20 + case.pk * 13 % 90,
            )
        except UnableToDecide:
            return False
        if not done.decision.needs_second_person:
            return True
    return False


def _answer(case: Waiting) -> tuple[str | None, Answer | None]:
    """The exception that decides it, and what is done about it."""
    codes = set(case.exception_codes)
    if not codes:
        return None, _CLEAN
    for code, answers in _ANSWERS.items():
        if code.value in codes:
            return code.value, answers[case.pk % len(answers)]
    return None, None
