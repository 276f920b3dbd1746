"""Who the seller is: by each way right or wrong, impostors, and bank details that were changed.

Run: python -m benchmarks.vendors [--vendors 1000] [--seed 7]
A made-up master; sellers that misspell themselves, imitators, and invoices whose account was
exchanged. R32 asks that every exchanged account is held for a second person.
"""

import argparse
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from evaluation.rules.intervals import wilson
from intake.rules.reading import DocumentKind, InvoiceReading, Party
from intake.rules.vendors import VendorIndex, VendorRecord, index_vendors, resolve_vendor

FIRST = ("Adler", "Brightwell", "Castellane", "Dunmore", "Elstree", "Falkenberg", "Granger",
         "Hollander", "Ingram", "Jansson", "Kessler", "Lindqvist", "Marchetti", "Norrland",
         "Oberhauser", "Pellerin", "Quarrington", "Rosenfeld", "Sandoval", "Thornbury")  # fmt: skip
SECOND = ("Feinkost", "Foods", "Papier", "Carriers", "Textil", "Packaging", "Dairy", "Optics",
          "Gartenbau", "Fisheries", "Ceramics", "Bakery", "Lighting", "Plastics", "Furniture",
          "Beverages", "Tools", "Flowers", "Cleaning", "Printing", "Leather", "Toys", "Metals",
          "Glass", "Seeds", "Coffee", "Cosmetics", "Electro", "Sport", "Books", "Timber", "Fruit",
          "Wines", "Cycles", "Stone", "Paints", "Cables", "Pumps", "Signs", "Ropes", "Yarns",
          "Tiles", "Soap", "Salt", "Spices", "Honey", "Nuts", "Rice", "Oil", "Tea")  # fmt: skip
FORMS = (("GmbH", "Gesellschaft mit beschränkter Haftung"), ("Ltd", "Limited"),
         ("S.A.R.L.", "SARL"), ("B.V.", "BV"), ("AG", "Aktiengesellschaft"))  # fmt: skip
Change = Callable[[InvoiceReading, random.Random], InvoiceReading]


def master(count: int, rng: random.Random) -> list[VendorRecord]:
    """So many vendors with names, tax ids, accounts and addresses of their own."""
    names = [f"{one} {two}" for one in FIRST for two in SECOND]
    rng.shuffle(names)
    return [
        VendorRecord(
            f"V-{place:04}",
            f"{name} {rng.choice(FORMS)[0]}",
            vat_id=f"DE{rng.randint(10**8, 10**9 - 1)}",
            iban=f"DE{rng.randint(10, 99)}{rng.randint(10**17, 10**18 - 1)}",
            email=f"billing@{name.replace(' ', '-').casefold()}.example",
            street=f"Kade {rng.randint(1, 200)}",
            postcode=str(rng.randint(10000, 99999)),
        )
        for place, name in enumerate(names[:count])
    ]


def said_by(vendor: VendorRecord, **more: object) -> InvoiceReading:
    """What the vendor's own invoice says of it; `more` takes the place of parts."""
    party = {
        "name": vendor.vendor_name, "vat_id": vendor.vat_id, "email": vendor.email,
        "street": vendor.street, "postcode": vendor.postcode,
    }  # fmt: skip
    seller = Party(**(party | more))  # type: ignore[arg-type]
    return InvoiceReading(DocumentKind.INVOICE, "page", seller=seller, iban=vendor.iban)


def _misspelt(name: str, rng: random.Random) -> str:
    place = rng.randrange(1, 6)
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]


def honest(
    vendors: Sequence[VendorRecord], rng: random.Random
) -> Iterator[tuple[str, str, InvoiceReading]]:
    """Invoices of our vendors: how, whose, what it says."""
    for one in vendors:
        base, form = one.vendor_name.rsplit(" ", 1)
        long = dict(FORMS)[form]
        bare: dict[str, object] = {"vat_id": None, "email": None}
        yield "VAT id alone", one.vendor_id, said_by(one, name=None, postcode=None)
        yield (
            "legal form in full",
            one.vendor_id,
            replace(said_by(one, name=f"{base} {long}", **bare), iban=None),
        )
        yield (
            "no legal form, capitals",
            one.vendor_id,
            replace(said_by(one, name=base.upper(), **bare), iban=None),
        )
        yield (
            "misspelt, same address",
            one.vendor_id,
            replace(said_by(one, name=_misspelt(one.vendor_name, rng), **bare), iban=None),
        )
        yield (
            "misspelt, account on file",
            one.vendor_id,
            said_by(one, name=_misspelt(one.vendor_name, rng), **bare),
        )


def imitated(
    vendors: Sequence[VendorRecord], rng: random.Random
) -> Iterator[tuple[str, str, InvoiceReading]]:
    """Invoices of strangers that want to be taken for our vendors."""
    for one in vendors:
        own = f"DE{rng.randint(10**8, 10**9 - 1)}"
        other = f"GB{rng.randint(10, 99)}BUKB{rng.randint(10**13, 10**14 - 1)}"
        base: dict[str, object] = {"vat_id": own, "street": "Elsewhere 1", "postcode": "00001"}
        for how, name in (
            (
                "letters of another script",
                one.vendor_name.replace("e", "е", 1).replace("o", "о", 1),
            ),
            ("figures for letters", one.vendor_name.replace("o", "0").replace("l", "1")),
            ("two letters swapped", _misspelt(one.vendor_name, rng)),
            ("one letter more", one.vendor_name[:4] + one.vendor_name[3] + one.vendor_name[4:]),
        ):
            if name != one.vendor_name:
                yield how, one.vendor_id, replace(said_by(one, name=name, **base), iban=other)
        label = (one.email or "").partition("@")[2].removesuffix(".example")
        if "l" in label:
            fake = f"billing@{label.replace('l', '1', 1)}.example"
            yield "mail domain that looks like ours", one.vendor_id, said_by(one, email=fake)


def _one_digit_on(iban: str) -> str:
    return f"{iban[:-3]}{(int(iban[-3]) + 1) % 10}{iban[-2:]}"


ACCOUNTS: dict[str, Change] = {
    "another IBAN": lambda one, rng: replace(
        one, iban=f"GB29NWBK{rng.randint(10**13, 10**14 - 1)}"
    ),
    "one digit of the IBAN": lambda one, _: replace(one, iban=_one_digit_on(one.iban or "")),
    "another IBAN with spaces, small": lambda one, rng: replace(
        one, iban=" ".join(f"gb29nwbk{rng.randint(10**13, 10**14 - 1)}")
    ),
    "a local account in its place": lambda one, rng: replace(
        one, iban=None, account_number=str(rng.randint(10**7, 10**8)), routing_number="20-20-15"
    ),
    "a local account beside the right IBAN": lambda one, rng: replace(
        one, account_number=str(rng.randint(10**7, 10**8)), routing_number="20-20-15"
    ),
    "another IBAN, no tax id, name alone": lambda one, rng: replace(
        one,
        iban=f"GB29NWBK{rng.randint(10**13, 10**14 - 1)}",
        seller=replace(one.seller, vat_id=None),
    ),
}


def _say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vendors", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args(arguments)
    rng = random.Random(asked.seed)  # noqa: S311  a repeatable world, no secret
    vendors = master(asked.vendors, rng)
    index = index_vendors(vendors)
    _ways(honest(vendors, rng), index)
    _impostors(imitated(vendors, rng), index)
    _exchanged(vendors, index, rng)
    return 0


def _ways(coming: Iterator[tuple[str, str, InvoiceReading]], index: VendorIndex) -> None:
    right: Counter[str] = Counter()
    by_way: dict[str, Counter[str]] = defaultdict(Counter)
    total: Counter[str] = Counter()
    for how, whose, reading in coming:
        found = resolve_vendor(reading, index)
        total[how] += 1
        right[how] += found.vendor_id == whose
        by_way[found.method]["right" if found.vendor_id == whose else "wrong"] += 1
    _say("our vendors, found:")
    for how, count in total.items():
        _share(how, right[how], count)
    _say("by way, right of those it found:")
    for way, said in sorted(by_way.items()):
        if way != "none":
            _share(way, said["right"], said["right"] + said["wrong"])


def _impostors(coming: Iterator[tuple[str, str, InvoiceReading]], index: VendorIndex) -> None:
    _say("imitators, stopped with VENDOR_LOOKALIKE; and taken for the vendor without a word:")
    total: Counter[str] = Counter()
    stopped: Counter[str] = Counter()
    silent = 0
    for how, _, reading in coming:
        found = resolve_vendor(reading, index)
        total[how] += 1
        stopped[how] += any(one.code == "VENDOR_LOOKALIKE" for one in found.findings)
        silent += found.vendor_id is not None and not found.findings
    for how, count in total.items():
        _share(how, stopped[how], count)
    _share("taken for the vendor without a word", silent, sum(total.values()))


def _exchanged(vendors: Sequence[VendorRecord], index: VendorIndex, rng: random.Random) -> None:
    _say("R32, exchanged accounts found; and honest invoices accused:")
    for how, change in ACCOUNTS.items():
        seen = sum(_is_accused(change(said_by(one), rng), index) for one in vendors)
        _share(how, seen, len(vendors))
    _share("honest", sum(_is_accused(said_by(one), index) for one in vendors), len(vendors))


def _is_accused(reading: InvoiceReading, index: VendorIndex) -> bool:
    found = resolve_vendor(reading, index)
    return any(one.code == "BANK_DETAILS_CHANGED" for one in found.findings)


def _share(name: str, part: int, whole: int) -> None:
    low, high = wilson(part, whole)
    _say(f"  {name:42} {part:5} of {whole} = {part / whole:7.2%} [{low:.2%}, {high:.2%}]")


if __name__ == "__main__":
    sys.exit(main())
