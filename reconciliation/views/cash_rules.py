"""Rules for bank lines: read, tried on history, proposed, approved by another person."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.errors import Refusal
from core.http import StaffRequest
from reconciliation import forms
from reconciliation.actions import cash_rule_books
from reconciliation.queries import cash_rule_pages
from reconciliation.rules import cash_rules

_EMPTY: Mapping[str, object] = {"outcome": "fee"}


@require_safe
@permission_required("intake.view_cash", raise_exception=True)
def index(request: StaffRequest) -> HttpResponse:
    """Show the rules in force, what is proposed, and a list to change."""
    return _page(request)


@require_POST
@permission_required("reconciliation.propose_policy", raise_exception=True)
def propose(request: StaffRequest) -> HttpResponse:
    """Try rules on history, or propose them."""
    typed = forms.typed_rules(request.POST)
    try:
        rules = cash_rules.from_json(typed)
        if "try" in request.POST:
            return _page(request, typed=typed, tried=cash_rule_books.try_out(rules))
        book = cash_rule_books.propose(rules, actor=request.actor, at=timezone.now())
    except Refusal as refusal:
        return _page(request, typed=typed, problem=str(refusal), status=HTTPStatus.CONFLICT)
    messages.success(request, f"Proposed as version {book.version}. Another person approves it.")
    return HttpResponseRedirect("/cash/rules/")


@require_POST
@permission_required("reconciliation.approve_policy", raise_exception=True)
def decide(request: StaffRequest, version: int) -> HttpResponse:
    """Put proposed rules in force, or turn them down."""
    act = cash_rule_books.decline if "decline" in request.POST else cash_rule_books.approve
    try:
        book = act(version, actor=request.actor, at=timezone.now())
    except cash_rule_books.UnableToChangeRules as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Version {book.version} is {book.state.replace('_', ' ')}.")
    return HttpResponseRedirect("/cash/rules/")


def _page(
    request: StaffRequest,
    *,
    typed: Sequence[Mapping[str, object]] | None = None,
    tried: object = None,
    problem: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    file = cash_rule_pages.rule_file()
    written = typed if typed is not None else (file.in_force.rules if file.in_force else [])
    context = {
        "file": file,
        "written": [*written, _EMPTY],
        "tried": tried,
        "problem": problem,
        "me": request.actor.label,
        "outcomes": [
            ("fee", "Book as a fee"), ("adjustment", "Book as an adjustment"),
            ("match", "Match the record that the pattern names"), ("wait", "Wait"),
        ],
    }  # fmt: skip
    return render(request, "reconciliation/cash_rules.html", context, status=status)
