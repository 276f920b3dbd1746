"""What is printed is what is stored: scale, zeros and all; never a float (R30)."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Sum

from core.fields import AmountField
from ledger.models import Account, Entity, PlanLine


def plan_line(amount: object, currency: str = "EUR") -> PlanLine:
    account, _ = Account.objects.get_or_create(account="6000")
    return PlanLine.objects.create(
        plan="budget",
        version="1",
        period="2026-03",
        account=account,
        amount=amount,  # type: ignore[misc]
        currency=currency,
    )


@pytest.mark.django_db
class TestAmountField:
    @pytest.mark.parametrize(
        "text", ["1.50", "0.00", "-12.3400", "1E+3", "1" * 40 + ".0000000001", "0.1"]
    )
    def test_keeps_every_digit(self, text: str) -> None:
        plan_line(Decimal(text))

        found = PlanLine.objects.get().amount
        assert isinstance(found, Decimal)
        assert str(found) == format(Decimal(text), "f")

    @pytest.mark.parametrize("amount", [1.5, float("nan"), True])
    def test_refuses_floats(self, amount: object) -> None:
        with pytest.raises(TypeError):
            plan_line(amount)

    @pytest.mark.parametrize("amount", [Decimal("NaN"), Decimal("Infinity"), "twelve"])
    def test_refuses_what_is_no_number(self, amount: object) -> None:
        with pytest.raises(ValidationError):
            plan_line(amount)

    def test_is_counted_with_in_sql(self) -> None:
        plan_line(Decimal("1.10"))

        assert PlanLine.objects.aggregate(total=Sum("amount"))["total"] == Decimal("1.10")
        assert PlanLine.objects.filter(amount__gte=Decimal("1.1")).update(
            amount=F("amount") + Decimal("0.005")
        )
        assert str(PlanLine.objects.get().amount) == "1.105"

    def test_migrations_name_no_limits(self) -> None:
        assert AmountField(null=True).deconstruct()[3] == {"null": True}


@pytest.mark.django_db
class TestCurrencyField:
    @pytest.mark.parametrize("currency", ["eur", "EU", "", "E1R"])
    def test_the_database_takes_codes_only(self, currency: str) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            plan_line(Decimal(1), currency)
        assert Entity.objects.create(entity="X", currency=None).pk
