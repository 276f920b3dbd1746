"""The columns of a bank's files: what they are guessed to mean, and what a person says they do."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from audit import content as store
from core.http import StaffRequest
from intake import forms
from intake.actions import columns
from intake.formats import bank_csv
from intake.formats.bank_csv import Sheet
from intake.models import Document
from intake.queries import uploads
from intake.rules import bank_columns

_SHOWN = 6


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("intake.set_columns", raise_exception=True)
def bank_file(request: StaffRequest, sha256: str) -> HttpResponse:
    """Offer what the columns seem to mean; keep what a person says."""
    document = uploads.document_by_hash(sha256, reader=request.actor)
    if document is None:
        raise Http404
    sheet = bank_csv.sheet_of(store.get(document.content_sha256), most=_SHOWN)
    if sheet is None:
        raise Http404
    headings = [bank_columns.folded(heading) for heading in sheet.headings]
    if request.method == "POST":
        form = forms.BankColumnsForm(request.POST, headings=headings)
        return _saved(request, document, sheet, form)
    guessed = bank_columns.guess(sheet.headings, [cells for _, cells in sheet.rows])
    initial = {**guessed.by_name, "days": guessed.days, "comma": guessed.comma}
    form = forms.BankColumnsForm(initial=initial, headings=headings)
    return _page(request, document, sheet, form)


def _saved(
    request: StaffRequest, document: Document, sheet: Sheet, form: forms.BankColumnsForm
) -> HttpResponse:
    if not form.is_valid():
        return _page(request, document, sheet, form, status=422)
    try:
        columns.save_columns(
            document=document,
            bank_name=form.cleaned_data["bank_name"],
            mapping=form.mapping(),
            actor=request.actor,
            at=timezone.now(),
        )
    except columns.UnableToSaveColumns as refusal:
        form.add_error(None, str(refusal))
        return _page(request, document, sheet, form, status=409)
    messages.success(request, "The columns are saved; the file is being read.")
    return HttpResponseRedirect(reverse("document", args=[document.sha256]))


def _page(
    request: StaffRequest,
    document: Document,
    sheet: Sheet,
    form: forms.BankColumnsForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"document": document, "sheet": sheet, "form": form}
    return render(request, "intake/bank_columns.html", context, status=status)
