"""A source is quoted for a thing only where it speaks of the thing by name."""

import pytest

from core.reasons import ReasonCode
from reconciliation.rules.sought import SOUGHT

ABOVE = "Prices above the limit\nA price above the limit is never paid on one word alone."
BELOW = "Prices below the order\nA price below the order is accepted as billed."
OVER_DELIVERY = "Quantities\nOver-deliveries of up to 5 percent may be kept at the agreed price."
GERMAN = "Preisabweichungen\nEin Preis über der Bestellung wird vom Einkauf freigegeben."
FREIGHT = "Freight without an order line\nA freight charge that no order names is accepted."


@pytest.mark.parametrize(
    ("code", "named", "not_named"),
    [
        ("PRICE_OVER", (ABOVE, GERMAN), (BELOW, FREIGHT)),
        ("PRICE_UNDER", (BELOW,), (ABOVE, FREIGHT)),
        ("QUANTITY_OVER_ORDERED", (OVER_DELIVERY,), (ABOVE, BELOW, FREIGHT)),
        ("UNPLANNED_CHARGE", (FREIGHT,), (ABOVE, BELOW, OVER_DELIVERY)),
        ("NO_PURCHASE_ORDER", ("Every invoice names a purchase order.",), (FREIGHT, BELOW)),
        ("NEW_VENDOR_FIRST_INVOICE", ("A new vendor is called back.",), (ABOVE, FREIGHT)),
    ],
)
def test_a_rule_of_another_matter_is_not_quoted(
    code: str, named: tuple[str, ...], not_named: tuple[str, ...]
) -> None:
    sought = SOUGHT[code]

    assert [sought.is_named_in(text) for text in named] == [True] * len(named)
    assert [sought.is_named_in(text) for text in not_named] == [False] * len(not_named)


def test_every_question_belongs_to_a_reason_and_has_stems() -> None:
    assert set(SOUGHT) <= {code.value for code in ReasonCode}
    assert all(each.question and each.stems for each in SOUGHT.values())
    assert not any(each.is_named_in("") for each in SOUGHT.values())
