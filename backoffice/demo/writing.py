"""Writes the demonstration company into a folder: master data, orders, books, and the inbox."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

from backoffice.demo import (
    banking,
    billing,
    books,
    carriers,
    chart,
    closing,
    history,
    inbox,
    labels,
    masters,
    pages,
    planning,
    processors,
    purchasing,
    statements,
    tables,
    trade,
    xml_cii,
    xml_ubl,
)
from backoffice.demo import company as house
from backoffice.demo.model import Drop, Order
from backoffice.demo.plot import Plot
from backoffice.demo.timeline import Timeline

LATEST = "9-today"


@dataclass(frozen=True, slots=True)
class DemoStep:
    """One folder to load, and the day on which its files arrived."""

    folder: Path
    as_of: date
    files: int


@dataclass(frozen=True, slots=True)
class DemoManifest:
    """What was written: the folders in the order of loading, and what is in them."""

    folder: Path
    steps: tuple[DemoStep, ...]
    held_back: Path
    labels: Path
    by_format: Mapping[str, int]
    by_problem: Mapping[str, int]
    rows: Mapping[str, int]


@dataclass(slots=True)
class _Writer:
    """Where files go, and the count of what went there."""

    folder: Path
    plot: Plot
    steps: dict[Path, date] = field(default_factory=dict)
    rows: Counter[str] = field(default_factory=Counter)
    moves: list[banking.BankMove] = field(default_factory=list)
    sales: list[trade.Sale] = field(default_factory=list)

    def step(self, name: str, as_of: date) -> Path:
        """A folder of the load order."""
        path = self.folder / name
        path.mkdir(parents=True, exist_ok=True)
        self.steps[path] = as_of
        return path

    def table(self, path: Path, kind: str, rows: masters.Rows) -> None:
        """One CSV."""
        self.rows[kind] += tables.write_csv(path, kind, rows)


def write_demo_company(folder: Path, *, seed: int = 7, today: date) -> DemoManifest:
    """Write the whole company; the same seed and day give the same bytes."""
    rng = random.Random(seed)  # noqa: S311 - invented data, not secrets
    timeline = Timeline(today)
    company = house.make(rng, new_store_opens=timeline.month(2).first.replace(day=17))
    numbering = billing.Numbering(rng, timeline.month(8).first)
    paid = history.earlier(rng, company, timeline, numbering)
    plot = inbox.tell(rng, company, timeline, numbering)
    writer = _Writer(folder, plot)
    _masters(writer)
    _orders(writer)
    _books(writer, paid)
    _closed_months(writer)
    _changes(writer)
    _cash(writer)
    drops = inbox.arrival_order(plot.drops)
    lines = _inboxes(writer, drops)
    label_file = folder / "labels.jsonl"
    label_file.write_text("".join(lines), encoding="utf-8")
    return _manifest(writer, drops, label_file)


def _masters(writer: _Writer) -> None:
    company = writer.plot.company
    path = writer.step("1-master", writer.plot.timeline.month(2).first)
    first = [i for i in company.items if i.vendor_id not in _new_ids(writer.plot)]
    writer.table(path / "01-entities.csv", "entities", masters.entities(company))
    writer.table(path / "02-locations.csv", "locations", masters.locations(company))
    writer.table(path / "03-accounts.csv", "accounts", [[*r.split("|")] for r in chart.ACCOUNTS])
    writer.table(path / "04-bank-accounts.csv", "bank_accounts", masters.bank_accounts(company))
    writer.table(path / "05-vendors.csv", "vendors", masters.vendors(company.vendors))
    writer.table(path / "06-items.csv", "items", masters.items(first))


def _new_ids(plot: Plot) -> set[str]:
    return {vendor.vendor_id for vendor in plot.company.new_vendors}


def _split(plot: Plot) -> tuple[list[Order], list[Order]]:
    new = _new_ids(plot)
    ordered = sorted(plot.orders.values(), key=lambda order: order.number)
    return (
        [o for o in ordered if o.vendor.vendor_id not in new],
        [o for o in ordered if o.vendor.vendor_id in new],
    )


def _orders(writer: _Writer) -> None:
    path = writer.step("2-orders", writer.plot.timeline.month(2).first)
    known, _ = _split(writer.plot)
    saved = datetime.combine(writer.plot.timeline.month(2).first, time(9), tzinfo=UTC)
    stationery = [o for o in known if o.vendor.range_key == "fixtures"]
    others = [o for o in known if o.vendor.range_key != "fixtures"]
    writer.table(path / "purchase-orders.csv", "purchase_orders", masters.orders(others))
    writer.rows["purchase_orders"] += tables.write_workbook(
        path / "purchase-orders-store-fittings.xlsx",
        "purchase_orders",
        masters.orders(stationery),
        saved.replace(tzinfo=None),
    )
    notes = purchasing.receipts_of(writer.plot.rng, known)
    writer.table(path / "receipts.csv", "receipts", masters.receipts(notes))


def _books(writer: _Writer, paid: list[history.Paid]) -> None:
    plot = writer.plot
    rng, company, timeline = plot.rng, plot.company, plot.timeline
    path = writer.step("3-books", timeline.month(2).first)
    journal = books.keep(rng, company, timeline)
    payments = history.in_view(paid, company, timeline)
    history.book(journal, payments, timeline)
    sales = trade.sell(rng, company, timeline)
    writer.moves = banking.bank_moves(plot, journal, payments, sales)
    writer.table(path / "journal.csv", "journal", masters.journal(journal.lines))
    planned: masters.Rows = [[*row] for row in planning.plan(rng, journal, timeline)]
    writer.table(path / "plan.csv", "plan", planned)
    writer.table(path / "payables-history.csv", "payables_history", history.rows(paid))
    writer.table(path / "sales-orders.csv", "sales_orders", trade.sales_rows(company, sales))
    writer.sales = sales


def _closed_months(writer: _Writer) -> None:
    """The close of the first month, as it stood ten days into the second."""
    plot = writer.plot
    month = plot.timeline.month(2)
    day = plot.timeline.month(1).first.replace(day=12)
    path = writer.step(f"5-close-{month.period}", day)
    rows = closing.rows(plot.rng, plot.timeline, 3) + closing.rows(plot.rng, plot.timeline, 2)
    writer.table(path / "close-tasks.csv", "close_tasks", rows)


def _changes(writer: _Writer) -> None:
    plot = writer.plot
    month = plot.timeline.month(0)
    path = writer.step(f"7-changes-{month.period}", month.first)
    _, orders = _split(plot)
    new = [i for i in plot.company.items if i.vendor_id in _new_ids(plot)]
    notes = purchasing.receipts_of(plot.rng, orders, first=89_900)
    tasks = closing.rows(plot.rng, plot.timeline, 1)
    writer.table(path / "close-tasks.csv", "close_tasks", tasks)
    writer.table(path / "vendors_new.csv", "vendors", masters.vendors(plot.company.new_vendors))
    writer.table(path / "items_new.csv", "items", masters.items(new))
    writer.table(path / "purchase-orders-new.csv", "purchase_orders", masters.orders(orders))
    writer.table(path / "receipts-new.csv", "receipts", masters.receipts(notes))


def _cash(writer: _Writer) -> None:
    """What banks and processors send: statements in the form of each, and reports of payouts."""
    plot = writer.plot
    path = writer.step("8-statements", plot.timeline.today)
    rng, company, timeline = plot.rng, plot.company, plot.timeline
    cards = processors.card_payouts(rng, company, writer.sales, timeline)
    paypal = processors.paypal_payouts(rng, company, writer.sales, timeline)
    moves = [
        *writer.moves,
        *processors.arrivals(rng, cards, timeline, sender="Stripe Payments", word="STRIPE"),
        *processors.arrivals(rng, paypal, timeline, sender="PayPal (Europe)", word="PAYPAL"),
    ]
    for code in company.entities:
        own = [payout for payout in cards if payout.entity == code]
        (path / f"stripe-{code}.csv").write_text(processors.stripe_report(own), "utf-8")
        own = [payout for payout in paypal if payout.entity == code]
        (path / f"paypal-{code}.csv").write_text(processors.paypal_report(own), "utf-8")
    german, dutch, british = (company.entities[code] for code in ("HL-DE", "HL-NL", "HL-UK"))
    for told in statements.monthly(german, banking.OPENINGS["HL-DE"], moves, timeline.told):
        name = f"statement-{told.month.period}.xml"
        (path / name).write_bytes(statements.camt(told))
    for told in statements.monthly(dutch, banking.OPENINGS["HL-NL"], moves, timeline.told):
        name = f"statement-{told.month.period}.sta"
        (path / name).write_bytes(statements.mt940(told))
    lines = banking.bank_rows(british, banking.OPENINGS["HL-UK"], moves)
    writer.table(path / "bank-lines.csv", "bank_lines", lines)


def _inboxes(writer: _Writer, drops: list[Drop]) -> list[str]:
    """Write every document on its day; returns the lines of the labels."""
    press = pages.Press()
    written: dict[str, bytes] = {}
    lines: list[str] = []
    for drop in drops:
        content = written[drop.same_as] if drop.same_as else _content(press, drop, written)
        path = _day_folder(writer, drop) / drop.filename
        if path.exists():
            raise FileExistsError(path)
        path.write_bytes(content)
        written.setdefault(drop.filename, content)
        file = path.relative_to(writer.folder).as_posix()
        lines.append(json.dumps(labels.label(drop, file), ensure_ascii=False) + "\n")
    return lines


def _day_folder(writer: _Writer, drop: Drop) -> Path:
    if drop.held_back:
        path = writer.folder / LATEST
        path.mkdir(exist_ok=True)
        return path
    months = [month.period for month in writer.plot.timeline.told]
    number = 4 + 2 * months.index(f"{drop.arrived:%Y-%m}")
    return writer.step(f"{number}-inbox-{drop.arrived:%Y-%m}/{drop.arrived}", drop.arrived)


def _content(press: pages.Press, drop: Drop, written: dict[str, bytes]) -> bytes:
    invoice = drop.invoice
    if drop.content is not None:
        return drop.content
    if invoice is None:  # cut off on the way
        whole = next(body for name, body in sorted(written.items()) if name.endswith(".xml"))
        return whole[: len(whole) * 2 // 3]
    if drop.format == "ubl":
        return xml_ubl.render(invoice)
    if drop.format == "cii":
        return xml_cii.render(invoice)
    if drop.format == "facturx":
        return press.factur_x(invoice, xml_cii.render(invoice))
    if drop.format == "x12":
        return carriers.x12(invoice)
    if drop.format == "mail":
        return carriers.mail(invoice, press.page(invoice))
    if drop.format == "scan":
        return carriers.photograph(press.picture(invoice))
    return press.page(invoice, title=drop.title)


def _manifest(writer: _Writer, drops: list[Drop], label_file: Path) -> DemoManifest:
    ordered = sorted(writer.steps.items(), key=lambda step: step[0].as_posix())
    return DemoManifest(
        folder=writer.folder,
        held_back=writer.folder / LATEST,
        labels=label_file,
        steps=tuple(
            DemoStep(path, day, sum(1 for one in path.iterdir() if one.is_file()))
            for path, day in ordered
        ),
        by_format=dict(Counter(drop.format for drop in drops)),
        by_problem=dict(Counter(drop.problem for drop in drops)),
        rows=dict(writer.rows),
    )
