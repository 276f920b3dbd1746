"""What is asked of the figures: by their page, by exports."""

from kpi.queries.exports import export_metrics

__all__ = ["export_metrics"]
