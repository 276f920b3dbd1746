"""The case of an earlier invoice: it had none yet when the two were compared."""

from collections.abc import Iterable, Mapping

from reconciliation.models import Case

_INVOICE = "invoice:"  # how identifying names an invoice that was here before


def case_names(references: Iterable[str | None]) -> dict[str, str]:
    """Return the case of each reference to an invoice: C-53 of invoice:52."""
    keys = {
        int(reference.removeprefix(_INVOICE))
        for reference in references
        if reference is not None
        and reference.startswith(_INVOICE)
        and reference.removeprefix(_INVOICE).isdecimal()
    }
    if not keys:
        return {}
    rows = Case.objects.filter(invoice_id__in=keys).values_list("pk", "invoice_id")
    return {f"{_INVOICE}{invoice}": f"C-{case}" for case, invoice in rows}


def named(text: str, reference: str | None, names: Mapping[str, str]) -> tuple[str, str | None]:
    """Return the text and reference of an exception with the case's name in place of the row's."""
    name = names.get(reference or "")
    if name is None:
        return text, reference
    return text.replace(f"{reference}:", f"{name}:"), name
