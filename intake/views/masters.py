"""Vendors, items, orders and receipts, to be read."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.http import StaffRequest
from intake.queries import masters
from intake.queries.masters import MasterPage

_may_look = permission_required("intake.view_masters", raise_exception=True)


@require_safe
@_may_look
def vendors(request: StaffRequest) -> HttpResponse:
    """List vendors."""
    return _list(request, "intake/vendors.html", masters.vendors(*_asked(request)))


@require_safe
@_may_look
def items(request: StaffRequest) -> HttpResponse:
    """List items."""
    return _list(request, "intake/items.html", masters.items(*_asked(request)))


@require_safe
@_may_look
def orders(request: StaffRequest) -> HttpResponse:
    """List purchase orders."""
    page = masters.orders(*_asked(request), reader=request.actor)
    return _list(request, "intake/orders.html", page)


@require_safe
@_may_look
def receipts(request: StaffRequest) -> HttpResponse:
    """List goods receipts."""
    page = masters.receipts(*_asked(request), reader=request.actor)
    return _list(request, "intake/receipts.html", page)


@require_safe
@_may_look
def vendor(request: StaffRequest, vendor_id: str) -> HttpResponse:
    """Show one vendor and its latest orders."""
    found = masters.vendor(vendor_id)
    if found is None:
        raise Http404
    orders = masters.orders_of(found, reader=request.actor)
    return render(request, "intake/vendor.html", {"vendor": found, "orders": orders})


@require_safe
@_may_look
def item(request: StaffRequest, item_id: str) -> HttpResponse:
    """Show one item and its packs."""
    found = masters.item(item_id)
    if found is None:
        raise Http404
    return render(request, "intake/item.html", {"item": found, "packs": found.packs.all()})


@require_safe
@_may_look
def order(request: StaffRequest, po_number: str) -> HttpResponse:
    """Show one order beside what arrived of it."""
    file = masters.order(po_number, reader=request.actor)
    if file is None:
        raise Http404
    return render(request, "intake/order.html", {"file": file, "order": file.order})


@require_safe
@_may_look
def receipt(request: StaffRequest, receipt_number: str) -> HttpResponse:
    """Show one goods receipt."""
    found = masters.receipt(receipt_number, reader=request.actor)
    if found is None:
        raise Http404
    context = {"receipt": found, "lines": masters.lines_of(found, reader=request.actor)}
    return render(request, "intake/receipt.html", context)


def _asked(request: StaffRequest) -> tuple[str, str]:
    return request.GET.get("q", "").strip()[:200], request.GET.get("after", "")[:500]


def _list(request: StaffRequest, template: str, page: MasterPage) -> HttpResponse:
    q, after = _asked(request)
    kept = {"q": q} if q else {}
    context: dict[str, Any] = {
        "rows": page.rows,
        "rows_shown": len(page.rows),
        "q": q,
        "is_later": bool(after),
        "first_page": urlencode(kept),
        "next_page": urlencode({**kept, "after": page.next_cursor}) if page.next_cursor else "",
    }
    return render(request, template, context)
