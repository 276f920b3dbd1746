"""T63: whose account a mail asks to change, and the notice that goes the way that was on file."""

from datetime import date

import pytest

from reconciliation.rules.account_notice import OnFile, notice_of, vendor_meant

DAIRY = OnFile(1, "Birkenhof Dairy GmbH", "billing@birkenhof.example")
PAPER = OnFile(2, "Corvus Paper Ltd", "corvus.paper@gmail.com")
MILLS = OnFile(3, "Corvus Mills Ltd", "corvus.mills@gmail.com")
ON_FILE = (DAIRY, PAPER, MILLS)


@pytest.mark.parametrize(
    ("sender", "meant"),
    [
        ("billing@birkenhof.example", DAIRY),
        ("ceo@birkenhof.example", DAIRY),
        ("billing@blrkenhof.example", DAIRY),
        ("Corvus.Paper@gmail.com", PAPER),
        ("somebody@gmail.com", None),
        ("somebody@elsewhere.example", None),
        (None, None),
    ],
)
def test_t63_the_vendor_is_told_from_what_is_on_file(
    sender: str | None, meant: OnFile | None
) -> None:
    assert vendor_meant(sender, ON_FILE) == meant


def test_t63_two_vendors_at_one_domain_are_nobody() -> None:
    twin = OnFile(4, "Birkenhof Cheese GmbH", "cheese@birkenhof.example")

    assert vendor_meant("ceo@birkenhof.example", (*ON_FILE, twin)) is None


def test_t63_the_notice_goes_to_the_address_on_file_and_names_no_account() -> None:
    notice = notice_of(
        vendor_name=DAIRY.name, email=DAIRY.email, sender="billing@blrkenhof.example",
        received_on=date(2026, 3, 12),
    )  # fmt: skip

    assert notice.to == "billing@birkenhof.example"
    assert "2026-03-12 we received a mail from billing@blrkenhof.example" in notice.text
    assert "We have changed nothing." in notice.text
