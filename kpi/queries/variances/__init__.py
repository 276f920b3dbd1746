"""What is asked of variances: by their pages, by the export, by whoever quotes approved texts."""

from kpi.queries.variances.export import export_variances
from kpi.queries.variances.listing import Wanted, find, one
from kpi.queries.variances.notes import approved_texts

__all__ = ["Wanted", "approved_texts", "export_variances", "find", "one"]
