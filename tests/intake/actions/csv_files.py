"""Tables as files, for tests of taking them in."""

from datetime import UTC, date, datetime
from hashlib import sha256

from audit.models import AuditEvent
from core.actors import PIPELINE
from intake.actions.importing import Imported, import_table
from intake.formats import tables
from intake.models import (
    Document,
)

MORNING = datetime(2025, 3, 1, 8, tzinfo=UTC)
EVENING = datetime(2025, 3, 1, 18, tzinfo=UTC)


def take(
    text: str, *, at: datetime = MORNING, as_of: date = date(2025, 3, 1), entity: str | None = None
) -> Imported:
    """Load a CSV as one file that arrived at this moment."""
    content = text.encode()
    read = tables.read(content)
    assert read.table is not None, read.findings
    digest = sha256(content).hexdigest()
    document, _ = Document.objects.get_or_create(
        sha256=digest,
        defaults={
            "filename": "table.csv",
            "size": len(content),
            "received_at": at,
            "received_by": "person:anna",
            "as_of": as_of,
            "entity_hint": entity,
        },
    )
    return import_table(read.table, document_id=document.pk, as_of=as_of, actor=PIPELINE, at=at)


def actions() -> list[str]:
    return list(AuditEvent.objects.values_list("action", flat=True))


VENDORS = (
    "vendor_id,vendor_name,iban,status,aliases\n"
    "V1,Nord GmbH,DE02120300000000202051,,Nord;Nordlicht\n"
    "V2,Sud SA,,active,\n"
)
ORDERS = (
    "po_number,po_line,vendor_id,order_date,item_id,description,quantity,uom,unit_price,currency\n"
    "PO-1,1,V1,2025-02-01,I-1,Tea,100,EA,2.50,EUR\n"
    "PO-1,2,V1,2025-02-01,I-2,Coffee,10,CS,48.00,EUR\n"
    "PO-2,1,V9,2025-02-02,,Rent,1,,900,EUR\n"
)
RECEIPTS = (
    "receipt_number,receipt_line,po_number,po_line,received_date,location,quantity_received,"
    "quantity_rejected\n"
    "R-1,1,PO-1,1,2025-02-10,STORE-1,60,\n"
    "R-1,2,PO-1,2,2025-02-10,STORE-1,10,1\n"
)
