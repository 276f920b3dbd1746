"""Bank files and payout reports: every labelled entry of the corpus, and speed on long statements.

Run: python -m benchmarks.cash_files [--corpus ../shared/corpus] [--n 100000] [--half held|open|all]
Files are split in two by a hash of their name; readers were made while looking at the open half.
An entry is right when its amount with sign, its day and its reference (bank files), or its net,
currency, type and moment (payout reports) are those of the label. Each wrong one is named.
"""

import argparse
import hashlib
import json
import resource
import time
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from benchmarks.homes import machine, say
from intake.formats import registry
from intake.rules.cash_values import BankLineValue, PayoutLineValue
from intake.rules.findings import ReadFile

_TYPES = {
    "donation": "charge",
    "refund": "refund",
    "chargeback": "dispute",
    "chargeback_reversed": "dispute_reversal",
    "fee": "fee",
    "adjustment": "adjustment",
}


def is_held(name: str) -> bool:
    """Say whether a file was held aside while the readers were made."""
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 1


def labelled(folder: Path, half: str) -> Iterator[tuple[str, dict[str, Any], ReadFile]]:
    """Yield the name, the label and what was read of each file of one half."""
    for text in (folder / "labels.jsonl").read_text().splitlines():
        label = json.loads(text)
        name = label["file"]
        if half == "all" or is_held(name) is (half == "held"):
            yield name, label, registry.read_file((folder / name).read_bytes(), name)


def number(value: object) -> Decimal | None:
    """Return a figure of a label, or nothing where it is none."""
    try:
        return None if value in {None, ""} else Decimal(str(value))
    except InvalidOperation:
        return None


def wanted_lines(label: dict[str, Any], form: str) -> list[tuple[object, ...]]:
    """Return the entries of a label as they are compared."""
    inside = label.get("label")
    if inside is None:
        return []
    if form == "MT940":
        return [
            (number(each["amount"]), each["date"], each["bank_reference"] or None)
            for each in inside["entries"]
        ]
    if form.startswith("camt"):
        return [
            (number(each["amount"]), (each["booking_date"] or each["value_date"] or "")[:10])
            for statement in inside["statements"]
            for each in statement["entries"]
        ]
    if form == "BAI2":
        return [
            (each["type"], number(each["amount_minor_units"])) for each in inside["transactions"]
        ]
    return [
        (number(each["trnamt"]), (each["dtposted"] or "")[:8], each["fitid"])
        for each in inside["transactions"]
    ]


def read_lines(read: ReadFile, form: str) -> list[tuple[object, ...]]:
    """Return the lines of a file as they are compared."""
    lines = [line for statement in read.statements for line in statement.lines]
    return [_compared(line, form) for line in lines]


def _compared(line: BankLineValue, form: str) -> tuple[object, ...]:
    if form == "MT940":
        own = line.reference if line.reference != line.customer_reference else None
        return line.amount, str(line.value_date), own
    if form.startswith("camt"):
        return line.amount, str(line.booked_on)
    if form == "BAI2":
        digits = Decimal(abs(line.amount)).scaleb(2)
        return line.transaction_code, digits
    return line.amount, str(line.booked_on).replace("-", ""), line.reference


def score_statements(folder: Path, half: str) -> None:
    """Count the entries of bank files that are right, and name the others."""
    right = total = extra = files = whole = 0
    for name, label, read in labelled(folder, half):
        wanted = wanted_lines(label, label["format"])
        found = read_lines(read, label["format"])
        rest = list(found)
        missed = []
        for entry in wanted:
            if entry in rest:
                rest.remove(entry)
            else:
                missed.append(entry)
        right += len(wanted) - len(missed)
        total += len(wanted)
        extra += len(rest)
        files += 1
        whole += not missed and not rest
        if missed or rest:
            why = "; ".join(found.text for found in read.findings[:3])
            say(f"  {name}: {len(missed)} of {len(wanted)} missed, {len(rest)} more. {why}")
            say(f"    wanted {missed[:3]} more {rest[:3]}")
    say(f"bank_statements, {half}: {files} files, {whole} whole; {right} of {total} entries right,")
    say(f"  {extra} that the label does not have")


def score_payouts(folder: Path, half: str) -> None:
    """Count the movements of payout reports that are right, and name the others."""
    right = total = files = whole = 0
    for name, label, read in labelled(folder, half):
        lines = [line for payout in read.payouts for line in payout.lines]
        wrong = []
        expected = [each["expected"] for each in label["expected"] or [] if "expected" in each]
        for each in expected:
            ok = _is_payout_right(each, read) or any(_is_right(each, line) for line in lines)
            right += ok
            total += 1
            if not ok:
                wrong.append({key: each.get(key) for key in ("type", "settled_net_amount", "date")})
        files += 1
        whole += not wrong
        if wrong:
            say(f"  {name}: {len(wrong)} of {len(expected)} not right: {wrong}")
    say(f"processor_payouts, {half}: {files} files, {whole} whole; {right} of {total} items right")


def _is_right(wanted: dict[str, Any], line: PayoutLineValue) -> bool:
    kind = _TYPES.get(wanted.get("type", ""))
    if kind is not None and kind != line.type.value:
        return False
    net = number(wanted.get("settled_net_amount"))
    if net is not None and net != line.net:
        return False
    fee = number(wanted.get("settled_fee_amount"))
    if fee is not None and kind not in {"fee", "adjustment"} and fee != (line.fee or 0):
        return False
    if wanted.get("settled_currency", line.currency) != line.currency:
        return False
    order = wanted.get("order_id") or wanted.get("invoice_id")
    names = {line.order_id, line.payment_reference}
    if order and order not in names and number(order) not in {number(name) for name in names}:
        return _has_moment(wanted, line) and net is not None
    return _has_moment(wanted, line)


def _has_moment(wanted: dict[str, Any], line: PayoutLineValue) -> bool:
    at = wanted.get("date")
    if at is None or line.at is None:
        return at is None
    if isinstance(at, int):
        return int(line.at.timestamp()) == at
    return datetime.strptime(at, "%Y/%m/%d %H:%M:%S %z") == line.at


def _is_payout_right(wanted: dict[str, Any], read: ReadFile) -> bool:
    if wanted.get("type") != "payout":
        return False
    amount = number(wanted.get("settled_total_amount", wanted.get("settled_net_amount")))
    currency = wanted.get("settled_currency")
    sums: dict[str, Decimal] = {}
    for payout in read.payouts:
        total = sum((line.net for line in payout.lines), Decimal(0))
        sums[payout.currency] = sums.get(payout.currency, Decimal(0)) + total
        if amount is None or payout.amount == amount:
            return True
    return currency in sums and abs(sums[currency]) == abs(amount or Decimal(0))


def long_camt(count: int) -> bytes:
    """Return a camt.053 of so many entries that adds up."""
    entry = (
        '<Ntry><Amt Ccy="EUR">{0}.25</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>'
        "<BookgDt><Dt>2026-03-11</Dt></BookgDt><AcctSvcrRef>R{0}</AcctSvcrRef><NtryDtls><TxDtls>"
        "<Refs><EndToEndId>E{0}</EndToEndId></Refs><RltdPties><Dbtr><Nm>Payer {0}</Nm></Dbtr>"
        "<DbtrAcct><Id><IBAN>DE02120300000000202051</IBAN></Id></DbtrAcct></RltdPties>"
        "<RmtInf><Ustrd>Order {0}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )
    closing = sum(range(count)) + Decimal("0.25") * count
    balance = (
        "<Bal><Tp><CdOrPrtry><Cd>{0}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{1}</Amt>"
        "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-11</Dt></Dt></Bal>"
    )
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>'
        "<Id>1</Id><Acct><Id><IBAN>DE02120300000000202051</IBAN></Id></Acct>"
        + balance.format("OPBD", 0)
        + balance.format("CLBD", closing)
        + "".join(entry.format(number) for number in range(count))
        + "</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def long_mt940(count: int) -> bytes:
    """Return an MT940 statement of so many lines that adds up."""
    closing = sum(range(count)) + Decimal("0.25") * count
    lines = "".join(
        f":61:2603110311CR{number},25NTRFNONREF//R{number}\n"
        f":86:166?00GUTSCHRIFT?20EREF+E{number}?21SVWZ+Order {number}?32Payer {number}\n"
        for number in range(count)
    )
    head = ":20:X\n:25:DE02120300000000202051\n:28C:1/1\n:60F:C260311EUR0,\n"
    tail = f":62F:C260311EUR{str(closing).replace('.', ',')}\n-\n"
    return (head + lines + tail).encode()


def measure_speed(count: int) -> None:
    """Read one long file of each format, and say how long that took."""
    for name, content in (("camt.053", long_camt(count)), ("MT940", long_mt940(count))):
        start, worked = time.perf_counter(), time.process_time()
        read = registry.read_file(content, "x")
        seconds, busy = time.perf_counter() - start, time.process_time() - worked
        lines = sum(len(statement.lines) for statement in read.statements)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        if lines != count or read.findings:
            raise SystemExit(f"{name}: {lines} lines, {read.findings[:2]}")
        say(
            f"{name}: {count:,} lines, {len(content) / 1e6:.1f} MB, {seconds:.1f} s,"
            f" {busy:.1f} s of a processor, peak {peak} MB"
        )


def main() -> None:
    """Score both folders, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus"))
    parser.add_argument("--n", type=int, default=100_000)
    parser.add_argument("--half", choices=("held", "open", "all"), default="all")
    given = parser.parse_args()
    say(machine())
    for half in ("open", "held") if given.half == "all" else (given.half,):
        score_statements(given.corpus / "bank_statements", half)
        score_payouts(given.corpus / "processor_payouts", half)
    if given.n:
        measure_speed(given.n)


if __name__ == "__main__":
    main()
