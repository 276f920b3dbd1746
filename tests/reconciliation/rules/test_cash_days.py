"""Movements of our own, and deposits and payouts of whole days."""

from datetime import date

from tests.reconciliation.rules.cash_world import CashWorld, Row


class TestOwnMovements:
    def test_a_transfer_between_our_accounts_meets_itself(self) -> None:
        own: list[Row] = [
            {"account": "MAIN", "number": "DE0001"},
            {"account": "SAVE", "number": "DE0002"},
        ]
        world = CashWorld(others={"own_account": own})
        world.line("out", -50_000, party_account="DE0002")
        world.line("in", 50_000, account="SAVE", day=date(2026, 3, 12), party_account="DE0001")

        said = world.settle()

        assert {each.strategy for each in said.values()} == {"own_transfer"}
        assert all(each.difference == 0 for each in said.values())

    def test_a_payment_that_came_back_opens_its_invoice_again(self) -> None:
        world = CashWorld()  # T86
        world.line("out", -50_000, party="Nordwind GmbH", reference="INV-100001")
        world.line(
            "back", 50_000, party="Nordwind GmbH", reference="INV-100001", nature="return",
            day=date(2026, 3, 13),
        )  # fmt: skip
        world.line("again", -50_000, party="Nordwind GmbH", reference="INV-100001",
                   day=date(2026, 3, 25))  # fmt: skip
        world.item("INV-100001", -50_000, party="Nordwind GmbH")

        said = world.settle()

        assert said["back"].codes == "RETURNED_PAYMENT"
        assert [name for name, each in said.items() if ("invoice", "INV-100001", -50_000)
                in each.parts] in (["out"], ["again"])  # fmt: skip

    def test_a_fee_of_the_bank_is_a_fee_up_to_its_cap(self) -> None:
        world = CashWorld()
        world.line("small", -1_250, nature="fee", memo="account fee")
        world.line("large", -125_000, nature="fee", memo="account fee")

        said = world.settle()

        assert said["small"].parts == (("fee", None, -1_250),)
        assert said["large"].status == "unmatched"


class TestDeposits:
    def test_three_days_in_one_deposit_and_one_day_short(self) -> None:
        world = CashWorld()  # T90
        for day in range(1, 13):
            world.item(
                f"D{day}", 100_000 + day * 777, type="order", batch="STORE7|cash",
                day=date(2026, 3, day),
            )  # fmt: skip
        for day in (1, 2, 3, 7, 8, 9, 10):
            world.line(f"bank{day}", 100_000 + day * 777, day=date(2026, 3, day + 1),
                       memo="CASH STORE7")  # fmt: skip
        three = sum(100_000 + day * 777 for day in (4, 5, 6))
        world.line("three", three, day=date(2026, 3, 7), memo="CASH STORE7")
        world.line("short", 100_000 + 11 * 777 - 350, day=date(2026, 3, 12), memo="CASH STORE7")

        said = world.settle()

        assert len(said["three"].parts) == 3
        assert said["short"].parts[-1] == ("adjustment", None, -350)
        assert {each.status for each in said.values()} == {"matched"}

    def test_tenders_of_one_store_go_to_deposits_of_their_own(self) -> None:
        world = CashWorld()  # T91
        world.item("C1", 120_033, type="order", batch="STORE7|cash", day=date(2026, 3, 9))
        world.item("A1", 91_117, type="order", batch="STORE7|amex", day=date(2026, 3, 9))
        world.line("amex", 91_117, memo="AMEX STORE7")
        world.line("cash", 120_033, memo="CASH STORE7")

        said = world.settle()

        assert said["amex"].parts == (("order", "A1", 91_117),)
        assert said["cash"].parts == (("order", "C1", 120_033),)

    def test_what_slipped_into_the_next_payout_is_found_once_that_closes(self) -> None:
        world = CashWorld()
        nets = {day: [10_000 + day * 91 + n * 1_733 for n in range(4)] for day in range(1, 9)}
        for day, amounts in nets.items():
            for n, net in enumerate(amounts):
                world.item(
                    f"O{day}{n}", net + 30, net=net, type="order", batch="ACQ-1",
                    day=date(2026, 3, day),
                )  # fmt: skip
        paid = {day: sum(amounts) for day, amounts in nets.items()}
        slipped = nets[5][2]
        paid[5] -= slipped
        paid[6] += slipped
        for day, amount in paid.items():
            world.line(f"P{day}", amount, day=date(2026, 3, day + 2), memo="PAYOUT ACQ 1")

        said = world.settle()

        assert {each.status for each in said.values()} == {"matched"}
        assert ("order", "O52", slipped + 30) in said["P6"].parts
        assert all(each.difference == 0 for each in said.values())

    def test_a_whole_day_is_doubted_while_an_equal_order_may_have_slipped_in(self) -> None:
        world = CashWorld()
        nets = {day: [10_000 + day * 91 + n * 1_733 for n in range(4)] for day in range(1, 9)}
        nets[5][0] = nets[6][0] = nets[5][1] = 1_999
        for day, amounts in nets.items():
            for n, net in enumerate(amounts):
                world.item(
                    f"O{day}{n}", net, type="order", batch="ACQ-1", day=date(2026, 3, day)
                )  # fmt: skip
        for day, amounts in nets.items():
            paid = sum(amounts) + {5: -1_999, 7: 1_999}.get(day, 0)
            world.line(f"P{day}", paid, day=date(2026, 3, day + 2), memo="PAYOUT ACQ 1")

        said = world.settle()

        assert {said[f"P{day}"].status for day in (5, 6, 7)} != {"matched"}
        assert said["P6"].status != "matched"
        assert said["P2"].status == "matched"
