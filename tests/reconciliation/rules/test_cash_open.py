"""What is said of lines that stay open."""

from datetime import date

from tests.reconciliation.rules.cash_world import CashWorld, settle_one


class TestOpen:
    def test_equal_amounts_that_nobody_is_named_for_are_not_told_apart(self) -> None:
        """T81: sales carry no name, and ten of 19.99 explain a deposit of 19.99 equally well."""
        world = CashWorld()
        for number in range(10):
            world.line(f"L{number}", 1_999, party=f"Card {number}")
            world.item(f"S-{number}", 1_999, type="order", day=date(2026, 3, 9))
        world.line("once", 2_500)
        world.item("S-20", 2_500, type="order")

        said = world.settle()

        assert [said[f"L{n}"].codes for n in range(10)] == ["AMBIGUOUS"] * 10
        assert (said["once"].status, said["L0"].parts) == ("unmatched", ())

    def test_a_number_with_another_amount_is_offered_and_not_taken(self) -> None:
        """T83: 15.00 of 120.00 is more than a charge of the bank."""
        world = CashWorld()
        world.line("L", 10_500, party="Kunde C", memo="Bestellung WEB-5004")
        world.item("WEB-5004", 12_000, type="order")

        said = world.settle()["L"]

        assert (said.status, said.codes) == ("proposed", "AMOUNT_DIFFERS")
        assert said.parts == (("order", "WEB-5004", 10_500),)

    def test_a_payment_that_came_back_says_so_though_nothing_is_known_of_it(self) -> None:
        """T86."""
        said = settle_one(-4_200, {"INV-1": 10_000}, memo="RUECKLASTSCHRIFT AM04", party=None)

        assert (said.status, said.codes) == ("unmatched", "RETURNED_PAYMENT,UNMATCHED")
