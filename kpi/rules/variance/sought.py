"""What to look for in approved sources where a driver moves a figure (pure)."""

from collections.abc import Mapping
from typing import Final

from kpi.rules.variance.values import Driver
from reconciliation.rules.sought import Sought

SOUGHT: Final[Mapping[Driver, Sought]] = {
    Driver.FREIGHT: Sought(
        "Who pays freight, and which freight charges may a vendor bill?",
        ("freight|fracht|fret|flete|trasport|vracht|carriage|shipping",),
    ),
    Driver.ALLOWANCE: Sought(
        "Which allowances and rebates does a vendor grant?",
        ("allowanc|rebate|bonus|rabatt|remise|descuento|sconto|korting",),
    ),
    Driver.PRICE: Sought(
        "When may a vendor change prices, and which price differences are accepted?",
        ("pric|preis|prix|preci|prezz|prijs",),
    ),
    Driver.VOLUME: Sought(
        "May a vendor deliver more or less than was ordered?",
        ("quantit|over-?deliver|mengen?|cantidad|hoeveelheid",),
    ),
    Driver.CURRENCY: Sought(
        "Which exchange rate is used, and where do exchange differences go?",
        ("exchange|currenc|kurs|währung|devise|divisa|cambi|koers|valuta",),
    ),
    Driver.ACCRUAL_TRUE_UP: Sought(
        "How are accruals estimated, reversed and trued up?",
        ("accru|abgrenz|rückstell|provision|devengo|ratei|overlopend",),
    ),
    Driver.TIMING: Sought(
        "In which period is a late cost booked, and when is the cut-off?",
        ("cut-?off|period|stichtag|période|período|periodo|periode",),
    ),
    Driver.ONE_OFF: Sought(
        "Which costs, such as repairs after damage, count as one-off or exceptional?",
        ("one-?off|one-?time|exceptional|non-?recurring|einmalig|exceptionn|excepcional",),
    ),
    Driver.RECLASSIFICATION: Sought(
        "When is a cost moved to another account?",
        ("reclass|misposting|umbuch|reclasif|riclass|herclass",),
    ),
    Driver.NEW_LOCATION: Sought(
        "How are new stores treated beside comparable ones?",
        ("new store|new location|comparable|neue filial|nouveau magasin|tienda nueva",),
    ),
    Driver.CLOSED_LOCATION: Sought(
        "How are the costs of closed stores treated?",
        ("clos|schließ|ferme|cierre|chius|sluit",),
    ),
}
