"""Document type codes (UNTDID 1001) and what each is to us."""

from typing import Final

from core.reasons import ReasonCode
from intake.rules.findings import FindingValue
from intake.rules.reading import DocumentKind, DocumentType

PAYABLE: Final = frozenset(
    {DocumentType.INVOICE, DocumentType.CREDIT_NOTE, DocumentType.DEBIT_NOTE}
)
CREDIT_CODES: Final = frozenset(
    {"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"}
)
OTHER_CODES: Final = {
    "325": DocumentType.PRO_FORMA,
    "383": DocumentType.DEBIT_NOTE,
    "84": DocumentType.DEBIT_NOTE,
    "85": DocumentType.DEBIT_NOTE,
    "80": DocumentType.DEBIT_NOTE,
    "220": DocumentType.PURCHASE_ORDER,
    "231": DocumentType.ORDER_CONFIRMATION,
    "270": DocumentType.DELIVERY_NOTE,
    "351": DocumentType.SHIPMENT_NOTICE,
    "481": DocumentType.REMITTANCE,
    "490": DocumentType.DUNNING_LETTER,
}


_NAMED: Final = {
    DocumentType.PRO_FORMA: "a pro-forma invoice",
    DocumentType.ACCOUNT_STATEMENT: "a statement of account",
    DocumentType.DUNNING_LETTER: "a reminder",
    DocumentType.REMITTANCE: "a remittance advice",
    DocumentType.OTHER: "a document of another kind",
}


def named(document_type: DocumentType) -> str:
    """Return what people call it, with its article."""
    words = document_type.value.replace("_", " ")
    return _NAMED.get(document_type) or f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def not_payable(why: str) -> FindingValue:
    """Return the finding for what asks for nothing (T59)."""
    return FindingValue(
        code=ReasonCode.NOT_AN_INVOICE, text=f"{why}; nothing is to be paid from it."
    )


def kind_of(type_code: str | None, *, is_credit_root: bool) -> DocumentKind:
    """The direction: by the code where there is one, else by the root element."""
    if is_credit_root or type_code in CREDIT_CODES:
        return DocumentKind.CREDIT_NOTE
    return DocumentKind.INVOICE


def document_type_of(kind: DocumentKind, type_code: str | None) -> DocumentType:
    """What the file is; only `PAYABLE` makes a record, and a debit note claims as an invoice does.

    Codes of EN 16931 that are not named here (326, 384, 386, 389, ...) are kinds of invoices.
    """
    if kind is DocumentKind.CREDIT_NOTE:
        return DocumentType.CREDIT_NOTE
    return OTHER_CODES.get(type_code or "", DocumentType.INVOICE)
