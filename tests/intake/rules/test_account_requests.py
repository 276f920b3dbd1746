"""T63: a mail that asks for another bank account is named with what is wrong, and only such."""

import pytest

from core.reasons import ReasonCode
from intake.rules.account_requests import request_in, requests_of

HELD = ["billing@nordwind-feinkost.example", "rechnung@birke.example"]


@pytest.mark.parametrize(
    "text",
    [
        "Please note that our bank details have changed.",
        "Kindly update our IBAN to the one below before the next payment run.",
        "Unsere Bankverbindung hat sich geändert, bitte zahlen Sie auf das neue Konto.",
        "Veuillez noter nos nouvelles coordonnées bancaires.",
        "Nuestros datos bancarios han cambiado.",
        "Vi comunichiamo le nuove coordinate bancarie.",
        "Onze bankgegevens zijn gewijzigd.",
    ],
)
def test_a_request_is_noticed_in_six_languages(text: str) -> None:
    assert request_in(f"Dear all,\n\n{text} Kind regards") is not None


@pytest.mark.parametrize(
    "text",
    [
        "Please find our invoice attached. Bank account: DE89 3704 0044 0532 0130 00.",
        "Our new catalogue is out. Pay to the account number below.",
        "We will never change our bank details by mail.",
        "Beware of fraud: mails about new bank details are not from us.",
        "Your delivery has changed to Tuesday.",
    ],
)
def test_what_vendors_write_under_invoices_is_left_alone(text: str) -> None:
    assert request_in(text) is None


def test_the_sentence_is_quoted_that_says_most() -> None:
    text = "New bank details\n\nDear,\n\nOur bank account is a new one: pay to DE02 from now on."

    assert request_in(text) == "Our bank account is a new one: pay to DE02 from now on"


def test_what_is_wrong_with_the_mail_is_said() -> None:
    (found,) = requests_of(
        sender="billing@nordwind-feink0st.example", reply_to="pay@elsewhere.example",
        text="Our bank details have changed.", held=HELD,
    )  # fmt: skip

    assert found.code is ReasonCode.BANK_DETAILS_CHANGED
    assert "answers go to elsewhere.example" in found.text
    assert "looks like nordwind-feinkost.example" in found.text
    assert "number that is on file" in found.text


def test_even_from_the_domain_on_file_it_is_only_a_request() -> None:
    (found,) = requests_of(
        sender="rechnung@birke.example", reply_to=None,
        text="Our bank details have changed.", held=HELD,
    )  # fmt: skip

    assert "anybody can write that" in found.text
