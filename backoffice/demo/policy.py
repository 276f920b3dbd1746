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
    "posting_accounts": {
        "goods_received_not_invoiced": "2120",
        "payables": "2110",
        "input_tax": "1510",
        "price_difference": "5120",
        "charges": "5200",
        "rounding": "6810",
        "suspense_expense": "6590",
        "allowance": "5120",
        "prepayments": "1520",
    },
    "limits": [{"currency": "*", "operator": "15000.00", "four_eyes_above": "10000.00"}],
}
