"""One of everything that belongs to an entity, for the tests that walk every address."""

from dataclasses import dataclass
from decimal import Decimal

from audit import actions as audit
from audit import content
from core.actors import PIPELINE
from intake.models import (
    Acknowledgement,
    BankLine,
    BankStatement,
    Document,
    Inbox,
    Item,
    Layout,
    LayoutAnchor,
    Payout,
    Receipt,
)
from intake.rules.anchors import Anchor, AnchorKind, to_json
from ledger.actions import post_entries
from ledger.models import CloseTask
from ledger.rules import EntryDraft, EntryLine, EntrySource
from reconciliation.actions import policies
from reconciliation.models import AccountRequest, Case, CashAlias, CashMatch
from tests.ai.sources import make_version
from tests.factories import NOW, make_actor, make_case, make_document, make_entity
from tests.intake.cash_factories import make_payout, make_statement

OURS, THEIRS = "NL01", "DE01"
PERIOD = "2026-11"
NUMBER = "INV-OURS-1"
# One empty page, written by hand.
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


@dataclass(frozen=True, slots=True)
class World:
    """What stands in the addresses: all of it is of the entity `OURS`."""

    case: Case
    paper: Document
    po_number: str
    receipt: Receipt
    item_id: str
    vendor_id: str
    entry_id: str
    policy: int
    statement: BankStatement
    payout: Payout
    bank_line: int
    payer: int
    account_request: int
    inbox: int
    anchor: int
    source: str


def make_cash_match(line: BankLine) -> int:
    """Say that nothing explains a bank line, and return its key."""
    CashMatch.objects.create(
        bank_line=line, status="unmatched", strategy="none", confidence=Decimal(0),
        amount=line.amount, currency=line.currency, difference=line.amount,
        exception_codes=["UNMATCHED"], changed_at=NOW,
    )  # fmt: skip
    return line.pk


def _payer(bank_line: int) -> int:
    return CashAlias.objects.create(
        name="bergeranna", means="nordwind", seen_as="BERGER ANNA", party="Nordwind GmbH",
        bank_line_id=bank_line, learned_at=NOW, learned_by="person:olivia",
    ).pk  # fmt: skip


def _asked_for_account(mail: Document) -> int:
    return AccountRequest.objects.create(
        document=mail, entity=OURS, sender="a@b.example", said="Pay us elsewhere.", asked_at=NOW
    ).pk


def make_world() -> World:
    """Return one of everything of `OURS`, beside an entity that has nothing."""
    make_entity(THEIRS)
    case = make_case(entity=OURS, number=NUMBER)
    sha256 = content.put_many([PDF])[0]
    paper = make_document("ours.pdf", sha256=sha256, format="pdf", entity_hint=OURS)
    Acknowledgement.objects.create(
        document=paper, syntax="x12", content="ISA", accepted=1, rejected=0, made_at=NOW
    )
    item = Item.objects.create(item_id="I-1", description="Whole milk 1 l", base_uom="EA")
    CloseTask.objects.create(period=PERIOD, task_id="count", task="Count stock", due=NOW.date())
    audit.record(
        action="review.case.claimed", subject=f"case:{case.case_id}", actor=PIPELINE, at=NOW,
        entity=OURS,
    )  # fmt: skip
    inbox = Inbox.objects.create(name="Scans", kind="folder", folder="scans")
    match = case.lines.exclude(po_number=None).get()
    assert case.vendor is not None
    assert match.po_number is not None
    statement = make_statement(paper, entity=OURS)
    bank_line = make_cash_match(statement.lines.get())
    return World(
        case=case,
        paper=paper,
        po_number=match.po_number,
        receipt=match.receipts.get().receipt_line.receipt,
        item_id=item.item_id,
        vendor_id=case.vendor.vendor_id,
        entry_id=_booked(),
        policy=_proposed(),
        statement=statement,
        bank_line=bank_line,
        payer=_payer(bank_line),
        account_request=_asked_for_account(paper),
        payout=make_payout(paper),
        inbox=inbox.pk,
        anchor=_learned(case),
        source=make_version(
            "freight",
            "Freight is ours.",
            entities=[OURS],
            title="Freight policy of ours",
            is_approved=False,
        ).source.code,
    )


def _learned(case: Case) -> int:
    layout = Layout.objects.create(
        vendor=case.vendor, words=[], identifiers=[], document=case.document, learned_at=NOW
    )
    anchor = Anchor("invoice_number", AnchorKind.TEXT, (), NUMBER, NUMBER)
    return LayoutAnchor.objects.create(
        layout=layout, field=anchor.field, anchor=to_json(anchor), document=case.document,
        learned_at=NOW, learned_by="person:olivia",
    ).pk  # fmt: skip


def _booked() -> str:
    ten = Decimal(10)
    draft = EntryDraft(
        entry_id="manual-ours", posting_date=NOW.date(), entity=OURS, currency="EUR",
        reference="OURS-1", description="Opening", source=EntrySource.IMPORT,
        lines=(EntryLine("1400", debit=ten), EntryLine("2000", credit=ten)),
    )  # fmt: skip
    post_entries([draft], actor=PIPELINE, at=NOW)
    return draft.entry_id


def _proposed() -> int:
    policies.current_policy()
    penny = make_actor("penny", "admin")
    stated = {"autonomy": "full"}
    row = policies.import_policy(stated, actor=penny, at=NOW, has_decisions=True)
    return int(row.version)
