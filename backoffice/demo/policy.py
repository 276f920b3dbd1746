"""The policy of the demonstration company: clean structured invoices go through up to 25,000."""

from typing import Final

POLICY: Final[dict[str, object]] = {
    "autonomy": [
        {
            "case_class": "invoice/purchase_order/structured",
            "level": "straight_through",
            "ceiling": "25000.00",
        },
    ],
    "limits": [{"currency": "*", "operator": "15000.00", "four_eyes_above": "10000.00"}],
}
