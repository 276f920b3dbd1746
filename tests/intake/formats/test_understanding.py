"""A file as it is understood as a whole: what it says, and what is wrong inside it."""

from datetime import date

from core.reasons import ReasonCode
from intake.formats.understanding import Received, understand_many
from intake.rules.checks import ReadingTolerances
from tests.journeys.documents import Bill, BillLine, Trader
from tests.journeys.documents_ubl import ubl

BILL = Bill(
    "RE-5511",
    Trader("Molkerei Albatros GmbH", tax_id="12/345/6789"),
    (BillLine("Vollmilch", "10", "1.00"),),
    customization=None,
)


def test_a_date_that_cannot_be_read_is_not_called_missing_as_well() -> None:
    content = ubl(BILL).replace(b"2026-03-10", b"10.03.2026")

    (understood,) = understand_many(
        [Received(content, "bill.xml", date(2026, 3, 12))], limits=ReadingTolerances()
    )

    missing = [one for one in understood.findings if one.code is ReasonCode.MISSING_FIELD]
    assert [(one.field, one.actual) for one in missing] == [("issue_date", "10.03.2026")]
