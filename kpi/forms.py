"""What the pages of figures take in."""

import re
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from kpi.actions.explaining import Saying
from kpi.models import NoteState
from kpi.queries import facts
from kpi.queries.board import Selection
from kpi.queries.variances import Wanted
from kpi.queries.variances.notes import Key
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


class VarianceKey(forms.Form):
    """Which variance is meant."""

    plan = forms.RegexField(_CODE, max_length=200)
    version = forms.RegexField(_CODE, max_length=200)
    period = forms.CharField(max_length=7)
    entity = forms.RegexField(_CODE, required=False, max_length=200)
    account = forms.RegexField(_CODE, max_length=200)
    cost_centre = forms.RegexField(_CODE, required=False, max_length=200)
    currency = forms.RegexField(r"^[A-Z]{3}$", max_length=3)

    def key(self) -> Key | None:
        """Return what names the variance, or nothing where the form does not say."""
        if not self.is_valid() or not is_period(self.cleaned_data["period"]):
            return None
        has = self.cleaned_data
        return (
            has["plan"], has["version"], has["period"], has["entity"] or None, has["account"],
            has["cost_centre"] or None, has["currency"],
        )  # fmt: skip


class VarianceSaying(forms.Form):
    """What a person does with the text of a variance."""

    state = forms.ChoiceField(choices=[(each.value, each.value) for each in NoteState])
    figures_hash = forms.RegexField(r"^[0-9a-f]{64}$")
    text = forms.CharField(required=False, max_length=4000)
    comment = forms.CharField(required=False, max_length=1000)

    def saying(self) -> Saying:
        """Return what is said."""
        has = self.cleaned_data
        return Saying(NoteState(has["state"]), has["figures_hash"], has["text"], has["comment"])


def wanted_variances(data: QueryDict) -> Wanted:
    """Return how the list of variances is narrowed; what makes no sense narrows nothing."""
    period, page = data.get("period", ""), data.get("page", "")
    return Wanted(
        period=period if is_period(period) else "",
        plan_name=data.get("plan_name", "")[:400],
        entity=data.get("entity", "")[:200],
        is_over_only=data.get("all") != "1",
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
    )


def kept_variances(wanted: Wanted, period: str) -> str:
    """Return the narrowing as it stands in an address, without the page."""
    pairs = {
        "period": period,
        "plan_name": wanted.plan_name,
        "entity": wanted.entity,
        "all": "" if wanted.is_over_only else "1",
    }
    return urlencode({name: value for name, value in pairs.items() if value})


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
