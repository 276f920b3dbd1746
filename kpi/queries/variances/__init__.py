"""What is asked of variances: by their pages, by the export, by whoever quotes approved texts."""

from kpi.queries.variances.listing import Wanted, find, period_of
from kpi.queries.variances.notes import approved_texts

__all__ = ["Wanted", "approved_texts", "find", "period_of"]
