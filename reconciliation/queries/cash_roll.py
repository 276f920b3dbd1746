"""What stands with processors: movements that no itemized payout settles, less other payouts."""

from typing import Any

from core.actors import Actor
from core.money import decimal_text
from intake.queries import cash_sources as intake
from reconciliation.queries.cash_work import rows_of
from reconciliation.rules.cash_roll import RolledForward, Standing, Step, roll_forward

_STEPS = f"""
    SELECT processor, account, currency, day, amount, payout, payout_id
    FROM ({intake.NOT_ITEMIZED}) AS step
    WHERE %(entities)s::text[] IS NULL OR entity = ANY(%(entities)s)
    ORDER BY day NULLS FIRST, payout NULLS FIRST
"""  # noqa: S608 - statements of ours


def rolled_forward(*, reader: Actor) -> list[RolledForward]:
    """Return what stands with each processor, by account and currency."""
    seen = None if reader.entities is None else sorted(reader.entities)
    return roll_forward(_step(row) for row in rows_of(_STEPS, {"entities": seen}))


def told(place: RolledForward) -> dict[str, object]:
    """Return one place for a script, amounts as text."""
    return {
        "processor": place.where.processor,
        "account": place.where.account,
        "currency": place.where.currency,
        "movements": decimal_text(place.movements),
        "paid_out": decimal_text(place.paid_out),
        "left": decimal_text(place.left),
        "payouts": [
            {
                "payout_id": each.step.payout_id,
                "day": each.step.day.isoformat() if each.step.day else None,
                "before": decimal_text(each.before),
                "amount": decimal_text(each.step.amount),
                "after": decimal_text(each.after),
                "is_covered": each.after >= 0,
            }
            for each in place.payouts
        ],
    }


def _step(row: dict[str, Any]) -> Step:
    where = Standing(row["processor"], row["account"], row["currency"])
    return Step(where, row["day"], row["amount"], row["payout"], row["payout_id"] or "")
