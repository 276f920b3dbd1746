"""Questions a clerk would ask of the demonstration company's sources, and where the answer stands.

Each is written in other words than the text it is about. The third value is a piece of the passage
that answers; questions without one have no answer in the sources.
"""

QUESTIONS: tuple[tuple[str, str | None, str], ...] = (
    ("Do we have to pay shipping if it is not on the PO?", "freight", "no order names"),
    ("Who bears transport costs when delivery is to our warehouse?", "freight", "delivered free"),
    ("Can the supplier bill extra for diesel?", "freight", "Fuel surcharges"),
    ("The supplier sent it overnight because he was late. Who pays?", "freight", "to catch up"),
    (
        "By how much can the unit price exceed the order?",
        "price-tolerance",
        "2 percent and at most",
    ),
    ("The vendor charges more than agreed, what now?", "price-tolerance", "operator's word alone"),
    ("The invoice is cheaper than the purchase order", "price-tolerance", "accepted as billed"),
    ("Fractions of a cent from dividing cartons", "price-tolerance", "pack prices"),
    ("When must we pay an invoice?", "vendor-agreement", "due 30 days"),
    ("Is there an early payment discount?", "vendor-agreement", "discount of 2 percent"),
    ("They shipped more pieces than we ordered", "vendor-agreement", "Over-deliveries"),
    ("Broken items arrived, how do we claim?", "vendor-agreement", "photograph"),
    ("The vendor's IBAN on the invoice is different", "vendor-agreement", "called the vendor"),
    ("Small order fee on the bill", "vendor-agreement", "orders below 250.00"),
    ("Can we send back leftover Christmas stock?", "returns", "seasonal goods"),
    ("Credit memo without an invoice reference", "returns", "names none is held"),
    ("A product has a safety defect", "returns", "recalled for safety"),
    ("A shopper returned an opened package", "returns", "customers bring back opened"),
    ("How do I tell whether this bill was sent before?", "duplicate-runbook", "without zeros"),
    ("It really is the same invoice again", "duplicate-runbook", "Reject the later one"),
    ("Rent is the same amount every month", "duplicate-runbook", "Monthly rents"),
    ("We paid the same invoice two times", "duplicate-runbook", "second payment"),
    ("Goods came in December, bill arrives in January", "period-end", "received by the last day"),
    ("Invoice for a month that is already locked", "period-end", "closed month is booked"),
    ("Provision that has been open for half a year", "period-end", "180 days"),
    ("What is the dress code for cashiers?", None, ""),
    ("How many vacation days do employees have?", None, ""),
    ("Which printer cartridge fits the office printer?", None, ""),
    ("Who won the football match?", None, ""),
    ("Recipe for tomato soup", None, ""),
)
