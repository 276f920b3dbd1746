"""What does not agree between a document and the vendor it names, or seems to name."""

from rapidfuzz.distance import OSA

from core.reasons import ReasonCode
from intake.rules.check_digits import iban_problem, vat_id_problem
from intake.rules.findings import FindingValue
from intake.rules.names import digits_key, identifier_key, skeleton
from intake.rules.reading import InvoiceReading
from intake.rules.tax_ids import held_keys, stated_keys
from intake.rules.vendor_records import VendorRecord

_LETTERS_TO_COMPARE = 6
# Anyone has an address there: it says nothing about a company.
_FREE_MAIL = frozenset((
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com",
    "icloud.com", "gmx.de", "gmx.net", "web.de", "t-online.de", "orange.fr", "free.fr",
    "laposte.net", "libero.it", "proton.me", "protonmail.com", "aol.com", "mail.ru",
))  # fmt: skip


def lookalike(reading: InvoiceReading, vendor: VendorRecord) -> FindingValue:
    """Report a name that only looks like one of ours."""
    return FindingValue(
        code=ReasonCode.VENDOR_LOOKALIKE,
        text=f"{reading.seller.name} looks like {vendor.vendor_name} ({vendor.vendor_id}), but"
        f" neither tax id nor bank account is the one we hold.{_wrong_digits(reading)}",
        field="seller_name",
        expected=vendor.vendor_name,
        actual=reading.seller.name,
        reference=vendor.vendor_id,
    )


def unknown(reading: InvoiceReading) -> FindingValue:
    """Report a seller of whom nothing is held."""
    name = reading.seller.name
    return FindingValue(
        code=ReasonCode.UNKNOWN_VENDOR,
        text=f"{name or 'The seller'} is no vendor of ours: no VAT id, tax id, bank account or name"
        f" agrees.{_wrong_digits(reading)}",
        field="seller_name",
        actual=name,
    )


def domain_lookalike(reading: InvoiceReading, vendor: VendorRecord) -> FindingValue | None:
    """Report a mail domain that is nearly the one we hold: written to be taken for it (T63)."""
    stated, held = _domain(reading.seller.email), _domain(vendor.email)
    if stated is None or held is None or not domains_look_alike(stated, held):
        return None
    return FindingValue(
        code=ReasonCode.VENDOR_LOOKALIKE,
        text=f"The document gives an address at {stated}; we hold one at {held} for"
        f" {vendor.vendor_name} ({vendor.vendor_id}). Answer to the one on file.",
        field="seller_email",
        expected=held,
        actual=stated,
        reference=vendor.vendor_id,
    )


def domains_look_alike(stated: str, held: str) -> bool:
    """Say whether two different domains can be taken for one another."""
    if stated == held or stated in _FREE_MAIL or held in _FREE_MAIL:
        return False
    if stated.endswith(f".{held}") or held.endswith(f".{stated}"):
        return False  # a department of the same owner
    label, own = _label(stated), _label(held)
    if label == own:
        return False  # the same name in another country: usually one owner
    if _seen(label) == _seen(own):
        return True
    shorter = min(len(label), len(own))
    return shorter >= _LETTERS_TO_COMPARE and OSA.distance(label, own, score_cutoff=1) <= 1


def _seen(label: str) -> str:
    return (skeleton(label) or label).replace("-", "")


def _label(domain: str) -> str:
    """Return the name in a domain: what stands before its ending."""
    parts = domain.split(".")
    ending = 2 if len(parts) > 2 and len(parts[-2]) <= 3 and len(parts[-1]) == 2 else 1
    return parts[-ending - 1] if len(parts) > ending else domain


def _domain(address: str | None) -> str | None:
    if not address or "@" not in address:
        return None
    return address.rpartition("@")[2].strip(" >").casefold() or None


def blocked(vendor: VendorRecord) -> FindingValue | None:
    """Report a vendor with whom we do no business."""
    if not vendor.is_blocked:
        return None
    return FindingValue(
        code=ReasonCode.VENDOR_BLOCKED,
        text=f"{vendor.vendor_name} ({vendor.vendor_id}) is blocked.",
        field="seller_name",
        expected="active",
        actual="blocked",
        reference=vendor.vendor_id,
    )


def tax_differs(reading: InvoiceReading, vendor: VendorRecord) -> FindingValue | None:
    """Compare stated tax ids with ours: VAT ids where both have one, else whatever agrees."""
    seller = reading.seller
    stated = stated_keys(seller.vat_id, seller.tax_id, seller.country)
    held = held_keys(vendor.vat_id, vendor.tax_id, vendor.country)
    both_vat = reading.seller.vat_id and vendor.vat_id
    both_tax = reading.seller.tax_id and vendor.tax_id
    if not both_vat and not both_tax:
        return None  # a VAT id beside a tax number compares nothing
    held_text = vendor.vat_id or vendor.tax_id
    compared = stated_keys(seller.vat_id, None, seller.country) if both_vat else stated
    if set(compared) & set(held):
        return None
    return FindingValue(
        code=ReasonCode.TAX_ID_MISMATCH,
        text=f"The document states {reading.seller.vat_id or reading.seller.tax_id}; we hold"
        f" {held_text} for {vendor.vendor_name} ({vendor.vendor_id}).{_wrong_digits(reading)}",
        field="seller_vat_id" if both_vat else "seller_tax_id",
        expected=vendor.vat_id if both_vat else vendor.tax_id,
        actual=reading.seller.vat_id if both_vat else reading.seller.tax_id,
        reference=vendor.vendor_id,
    )


def bank_differs(reading: InvoiceReading, vendor: VendorRecord) -> FindingValue | None:
    """Compare every account the document names with the one we hold; all must be that one (T62)."""
    if not vendor.iban and not vendor.account_number:
        return None
    stated = [*_stated_accounts(reading)]
    wrong = [text for text, routing in stated if not _is_held(text, routing, vendor)]
    if not wrong:
        return None
    is_iban = identifier_key(wrong[0]) == identifier_key(reading.iban)
    actual = wrong[0] if is_iban else _account_text(wrong[0], reading.routing_number)
    return FindingValue(
        code=ReasonCode.BANK_DETAILS_CHANGED,
        text=f"The document asks to pay to {actual}; on file for {vendor.vendor_name}"
        f" ({vendor.vendor_id}) is another account.{_wrong_digits(reading)} Ask the vendor by a"
        " number on file.",
        field="iban" if is_iban else "account_number",
        expected=vendor.iban or _account_text(vendor.account_number, vendor.routing_number),
        actual=actual,
        reference=vendor.vendor_id,
    )


def _stated_accounts(reading: InvoiceReading) -> list[tuple[str, str | None]]:
    stated = [(reading.iban, None), (reading.account_number, reading.routing_number)]
    return [(text, routing) for text, routing in stated if text and digits_key(text)]


def _is_held(text: str, routing: str | None, vendor: VendorRecord) -> bool:
    """Say whether this is the account we hold, written as an IBAN or as a local number."""
    stated, iban = identifier_key(text), identifier_key(vendor.iban)
    if stated is not None and stated == iban:
        return True
    bare, held = digits_key(text) or "", digits_key(vendor.account_number)
    if held is not None:
        banks = digits_key(routing), digits_key(vendor.routing_number)
        if bare == held and (None in banks or banks[0] == banks[1]):
            return True
        if iban is None and bare.endswith(held):
            return True  # the local account inside an IBAN
    return iban is not None and len(bare) >= _LETTERS_TO_COMPARE and iban.endswith(bare)


def _wrong_digits(reading: InvoiceReading) -> str:
    """Say in a sentence of its own that a stated number cannot be right."""
    wrong = []
    if reading.iban and (problem := iban_problem(reading.iban)):
        wrong.append(f" IBAN {reading.iban}: {problem}.")
    if reading.seller.vat_id and (problem := vat_id_problem(reading.seller.vat_id)):
        wrong.append(f" VAT id {reading.seller.vat_id}: {problem}.")
    return "".join(wrong)


def _account_text(account: str | None, routing: str | None) -> str | None:
    return " ".join(part for part in (routing, account) if part) or None
