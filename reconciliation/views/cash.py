"""The workbench of cash: lines that wait for a person, one of them, settled and taken back.

Where a person is in the list travels in the address, so that the next line is always the next one.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, cast
from urllib.parse import urlencode

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.http import StaffRequest
from core.money import minor_units
from reconciliation import forms
from reconciliation.actions import cash_advances, cash_deciding, cash_pairing, cash_sets, policies
from reconciliation.queries import cash_advances as advances
from reconciliation.queries import cash_candidates, cash_offers, cash_restated, cash_work
from reconciliation.queries import cash_sets as sets
from reconciliation.queries.cash_offers import Offered
from reconciliation.queries.cash_work import Place, WorkLine
from reconciliation.rules.cash_offers import equally_good as equal_sets
from reconciliation.rules.cash_ranking import equally_good
from reconciliation.rules.cash_values import CashSettings

_may_look = permission_required("intake.view_cash", raise_exception=True)
_may_match = permission_required("reconciliation.match_cash", raise_exception=True)
STATES = ("proposed", "ambiguous", "unmatched", "waiting")
PIECES = range(3)


@require_safe
@_may_look
def lines(request: StaffRequest) -> HttpResponse:
    """List the lines that nothing explains, or not surely."""
    place, after = _place(request), request.GET.get("after", "")
    today = timezone.localdate()
    page = cash_work.open_lines(_number(after), place, today=today, reader=request.actor)
    counts = cash_work.counts(today=today, reader=request.actor)
    context = {
        "rows": page.rows,
        "place": place,
        "accounts": cash_work.accounts(reader=request.actor),
        "query": _query(place, after),
        "total": sum(number for state, number in counts.items() if state != "waiting"),
        "states": [
            (state, counts.get(state, 0), _query(Place(state, place.account, place.q)))
            for state in STATES
        ],
        "everything": _query(Place("", place.account, place.q)),
        "restated": [] if after else cash_restated.restated_payouts(reader=request.actor),
        "advances": []
        if after
        else advances.open_advances(_account_of_advances(), reader=request.actor),
        "next_page": _query(place, page.next_cursor) if page.next_cursor else "",
    }
    return render(request, "reconciliation/cash.html", context)


@require_safe
@_may_look
def line(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one line with what may explain it."""
    return _panel(request, pk, forms.CashChoice(), 200)


@require_POST
@_may_match
def settle(request: StaffRequest, pk: int) -> HttpResponse:
    """Match a line with what was chosen."""
    form = forms.CashChoice(request.POST)
    may_exceed = request.user.has_perm("review.approve_case")
    return _act(
        request, pk, form, "The line is matched.",
        lambda: cash_deciding.settle(
            line_id=pk, actor=request.actor, at=timezone.now(), may_exceed=may_exceed, **form.said()
        ),
    )  # fmt: skip


@require_POST
@_may_match
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a match back; the line stays where it is."""
    form = forms.CashChoice(request.POST)
    return _act(
        request, pk, form, "The match is taken back.",
        lambda: cash_deciding.undo(
            line_id=pk, reason=form.cleaned_data["reason"], version=form.cleaned_data["version"],
            actor=request.actor, at=timezone.now(),
        ),
        stays=True,
    )  # fmt: skip


@require_POST
@_may_match
def pair(request: StaffRequest, pk: int) -> HttpResponse:
    """Settle a line with the line that is its other side."""
    form = forms.CashPair(request.POST)
    return _act(
        request, pk, form, "Both lines are matched with each other.",
        lambda: cash_pairing.pair(
            line_id=pk, other_id=form.cleaned_data["other"], reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"], actor=request.actor, at=timezone.now(),
        ),
    )  # fmt: skip


@require_POST
@_may_match
def move(request: StaffRequest, pk: int) -> HttpResponse:
    """Settle records with the advance that a line was; the line stays where it is."""
    form = forms.CashChoice(request.POST)
    return _act(
        request, pk, form, "The advance is moved.",
        lambda: cash_advances.move(
            line_id=pk, keys=form.cleaned_data["key"], version=form.cleaned_data["version"],
            actor=request.actor, at=timezone.now(),
        ),
        stays=True,
    )  # fmt: skip


@require_POST
@_may_match
def match_set(request: StaffRequest, pk: int) -> HttpResponse:
    """Match all lines of an amount with as many records of it."""
    form = forms.CashSet(request.POST)
    return _act(
        request, pk, form, "All lines of the set are matched.",
        lambda: cash_sets.settle_set(
            line_id=pk, actor=request.actor, at=timezone.now(), **form.cleaned_data
        ),
    )  # fmt: skip


@require_POST
@_may_match
def wait(request: StaffRequest, pk: int) -> HttpResponse:
    """Put a line aside until a day."""
    form = forms.CashWait(request.POST)
    return _act(
        request, pk, form, "The line is put aside.",
        lambda: cash_deciding.put_aside(
            line_id=pk, actor=request.actor, at=timezone.now(), **form.cleaned_data
        ),
    )  # fmt: skip


def _act(
    request: StaffRequest,
    pk: int,
    form: django_forms.Form,
    done: str,
    act: Callable[[], object],
    *,
    stays: bool = False,
) -> HttpResponse:
    """Do what was asked and open the next line, or say on the page why not."""
    found = cash_work.line(pk, reader=request.actor)
    if found is None:
        raise Http404
    if not form.is_valid():
        return _panel(request, pk, form, 422)
    try:
        act()
    except cash_deciding.UnableToSettleCash as refusal:
        form.add_error(None, str(refusal))
        return _panel(request, pk, form, 409)
    place = _place(request)
    messages.success(request, done)
    if stays:
        return HttpResponseRedirect(f"/cash/{pk}/{_query(place)}")
    today = timezone.localdate()
    upcoming = cash_work.next_line(found.match, place, today=today, reader=request.actor)
    if upcoming is None:
        return HttpResponseRedirect(f"/cash/{_query(place)}")
    query = _query(place)
    joined = f"{query}&done={pk}" if query else f"?done={pk}"
    return HttpResponseRedirect(f"/cash/{upcoming}/{joined}")


def _panel(request: StaffRequest, pk: int, form: django_forms.Form, status: int) -> HttpResponse:
    after_part = _number(request.GET.get("parts", ""))
    found = cash_work.line(pk, reader=request.actor, after_part=after_part)
    if found is None:
        raise Http404
    context = {
        "line": found,
        "form": form,
        "sums": cash_work.sums_of_parts(found.match),
        "next_parts": found.parts[-1].position if len(found.parts) == cash_work.PARTS else None,
        "chosen_keys": {_number(key) for key in request.POST.getlist("key")},
        "done": _number(request.GET.get("done", "")),
        **_around(request, found),
    }
    held = [part for part in found.parts if part.account == _account_of_advances()]
    advance = sum((part.amount for part in held if part.type == "adjustment"), Decimal(0))
    if found.status != "matched":
        context |= _book_side(request, found)
    elif advance:
        context |= _book_side(request, found) | {"is_open": False, "advance": advance}
    return render(request, "reconciliation/cash_line.html", context, status=status)


def _around(request: StaffRequest, found: WorkLine) -> dict[str, Any]:
    """Return the ways from one line to the others of the same list."""
    place, today = _place(request), timezone.localdate()
    asked = {"today": today, "reader": request.actor}
    return {
        "query": _query(place),
        "place": place,
        "following": cash_work.next_line(found.match, place, **cast("Any", asked)),
        "before": cash_work.line_before(found.match, place, **cast("Any", asked)),
        "in_a_week": (today + timedelta(days=7)).isoformat(),
    }


def _book_side(request: StaffRequest, found: WorkLine) -> dict[str, Any]:
    settings = policies.current_policy().policy.cash
    units = 10 ** minor_units(found.currency)
    seek = request.POST.get("seek", request.GET.get("seek", "")).strip()[:200]
    beside = cash_candidates.book_side(found, settings, q=seek)
    offered, offers = beside.shown(seek), cash_offers.offered(found, beside, settings)
    return {
        "is_open": True,
        "seek": seek,
        "cents": int(found.amount * units),
        "digits": minor_units(found.currency),
        "offered": [
            (each, int(each.amount * units), _sets_with(each.key, offers)) for each in offered
        ],
        "sets": offers,
        "equal_sets": equal_sets([each.offer for each in offers]),
        "records": _within(request, offers, settings),
        "chosen_set": request.POST.get("set", request.GET.get("set", "")),
        "abroad": sorted({each.currency for each in offered} - {found.currency}),
        "equally_good": equally_good(offered) if found.status == "ambiguous" else frozenset(),
        "others": cash_candidates.other_sides(found, settings, reader=request.actor),
        "same": sets.same_amount(found, settings, reader=request.actor)
        if found.status == "ambiguous"
        else None,
        "pieces": PIECES,
        "cap": settings.fee_cap,
    }


def _sets_with(key: int, offers: Sequence[Offered]) -> str:
    """Return the names of the sets that a record is in: it counts once, however it is chosen."""
    return " ".join(each.name for each in offers if key in each.offer.keys)


def _within(
    request: StaffRequest, offers: Sequence[Offered], settings: CashSettings
) -> dict[str, Any] | None:
    """Return a page of the records of one set, or nothing where none is asked for."""
    name, start = request.GET.get("within", ""), _number(request.GET.get("from", ""))
    keys = next((each.offer.keys for each in offers if each.name == name), ())
    if not keys[start:]:
        return None
    rows = cash_candidates.chosen(keys[start : start + cash_work.PARTS], settings)
    last = start + len(rows)
    return {
        "name": name, "rows": rows, "first": start + 1, "last": last, "count": len(keys),
        "following": last if last < len(keys) else None,
    }  # fmt: skip


def _account_of_advances() -> str:
    return policies.current_policy().policy.accounts.prepayments


def _place(request: StaffRequest) -> Place:
    status = request.GET.get("status", "")
    return Place(
        status=status if status in STATES else "",
        account=request.GET.get("account", "")[:200],
        q=request.GET.get("q", "").strip()[:200],
    )


def _query(place: Place, after: str = "") -> str:
    """Return the place as the end of an address, or nothing where it is the whole list."""
    said = {"status": place.status, "account": place.account, "q": place.q, "after": after}
    text = urlencode({name: value for name, value in said.items() if value})
    return f"?{text}" if text else ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
