"""The invoices, orders and receipts written for these tests."""

from pathlib import Path

FOLDER = Path(__file__).parents[2] / "samples" / "einvoices"


def sample(name: str) -> bytes:
    return (FOLDER / name).read_bytes()
