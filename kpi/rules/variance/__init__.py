"""Why the books differ from a plan: drivers that records evidence, and what none explains.

Every driver's definition, formula and place in the order stands in `drivers`.
"""

from kpi.rules.variance.drivers import decompose
from kpi.rules.variance.values import (
    Driver,
    Explained,
    GoodsFact,
    LineFact,
    LocationFact,
    Part,
    Place,
    Row,
)

__all__ = [
    "Driver",
    "Explained",
    "GoodsFact",
    "LineFact",
    "LocationFact",
    "Part",
    "Place",
    "Row",
    "decompose",
]
