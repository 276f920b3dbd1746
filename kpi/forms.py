"""What the pages of figures take in."""

import re

from django import forms

from kpi.queries import facts
from kpi.queries.board import Selection
from kpi.rules.figures import TITLES
from kpi.rules.tallies import month_after
from ledger.rules import is_period
from reconciliation.queries.figures import Behind

_CODE = re.compile(r"[^\x00-\x1f]{1,200}")
_CHOICES = list(TITLES.items())
PARTS = ("exceptions", "straight_through", "settled", "booked")


class FigureFilter(forms.Form):
    """How the figures are narrowed; what makes no sense narrows nothing."""

    period = forms.CharField(required=False, max_length=7)
    entity = forms.RegexField(_CODE, required=False, max_length=200)
    case_class = forms.RegexField(_CODE, required=False, max_length=200)
    vendor = forms.RegexField(_CODE, required=False, max_length=200)
    by = forms.ChoiceField(required=False, choices=(("month", "Month"), ("week", "Week")))

    def wanted(self) -> Selection:
        """Return the selection; fields that did not pass are left out."""
        self.is_valid()
        period = self.cleaned_data.get("period") or ""
        return Selection(
            period=period if is_period(period) else "",
            entity=self.cleaned_data.get("entity") or "",
            case_class=self.cleaned_data.get("case_class") or "",
            vendor=self.cleaned_data.get("vendor") or "",
            by_week=self.cleaned_data.get("by") == "week",
        )


class Aim(forms.Form):
    """Baseline and target of one figure."""

    metric = forms.ChoiceField(choices=_CHOICES, label="Figure")
    entity = forms.CharField(required=False, max_length=100, label="Entity (empty: all)")
    baseline = forms.DecimalField(required=False, label="Baseline, as measured")
    baseline_source = forms.CharField(required=False, max_length=500, label="Measured where, when")
    target = forms.DecimalField(required=False, label="Target")


class CostInputsForm(forms.Form):
    """What an invoice's cost is reckoned from."""

    currency = forms.RegexField(r"^[A-Z]{3}$", label="Currency")
    hourly_rate = forms.DecimalField(min_value=0, label="Cost of an hour of work")
    minutes_per_decision = forms.DecimalField(
        min_value=0, label="Minutes of a decision whose time was not measured"
    )
    platform_cost_per_invoice = forms.DecimalField(min_value=0, label="Platform cost an invoice")
    is_assumed = forms.BooleanField(required=False, label="These are assumptions, not measured")


def behind(selection: Selection, part: str) -> Behind:
    """Return the cases behind a selection."""
    first = facts.first_day(selection.period) if selection.period else None
    return Behind(
        first=first,
        after=month_after(first) if first else None,
        entity=selection.entity or None,
        vendor=selection.vendor or None,
        case_class=selection.case_class or None,
        part=part if part in PARTS else "",
    )
