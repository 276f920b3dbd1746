"""What other tools make of the same bank lines: joins, pandas, splink, recordlinkage.

Run: python -m benchmarks.cash_match --export FOLDER, then with the environment of
benchmarks/requirements-peers-cash.txt: python benchmarks/cash_match_peers.py FOLDER
Each tool matches single lines with single items; payouts are left out for all of them. Precision is
of the pairs it gives, recall of the pairs there are.
"""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pandas as pd

Pairs = pd.DataFrame


def say(line: str) -> None:
    """Print one line of the table at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def key_of(text: pd.Series) -> pd.Series:
    """Return a reference as capitals and digits without separators."""
    return text.fillna("").str.upper().str.replace(r"[^A-Z0-9]", "", regex=True)


def number_in(lines: pd.DataFrame) -> pd.Series:
    """Return the first thing in a line that looks like a number of an invoice."""
    text = lines["reference"].fillna("") + " " + lines["memo"].fillna("")
    return text.str.extract(r"([A-Z]{0,4}[-/ ]?[0-9][0-9A-Z/-]{4,})", expand=False)


def floor(lines: pd.DataFrame, items: pd.DataFrame) -> Pairs:
    """One hash join on the exact reference and amount, in duckdb."""
    database = duckdb.connect()
    database.register("lines", lines)
    database.register("items", items)
    return database.execute(
        "SELECT l.id AS line, i.id AS item FROM lines AS l JOIN items AS i"
        " ON l.reference = i.reference AND l.amount = i.amount"
    ).df()


def one_join(lines: pd.DataFrame, items: pd.DataFrame) -> Pairs:
    """One join on the normalised number in the text and the amount."""
    left = lines.assign(key=key_of(number_in(lines)))
    right = items.assign(key=key_of(items["reference"]))
    merged = left[left["key"] != ""].merge(right, on=["key", "amount"], suffixes=("", "_i"))
    return merged.rename(columns={"id": "line", "id_i": "item"})[["line", "item"]]


def reference_alone(lines: pd.DataFrame, items: pd.DataFrame) -> Pairs:
    """A pandas merge on the normalised number alone."""
    left = lines.assign(key=key_of(number_in(lines)))
    right = items.assign(key=key_of(items["reference"]))
    merged = left[left["key"] != ""].merge(right, on="key", suffixes=("", "_i"))
    return merged.rename(columns={"id": "line", "id_i": "item"})[["line", "item"]]


def by_splink(lines: pd.DataFrame, items: pd.DataFrame) -> Pairs:
    """Link with splink, trained on the data, pairs above 0.99."""
    import splink.comparison_library as cl  # type: ignore[import-not-found]
    from splink import (
        DuckDBAPI,
        Linker,
        SettingsCreator,
        block_on,
    )

    tables = [_features(lines, number_in(lines)), _features(items, items["reference"])]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.LevenshteinAtThresholds("key", [1, 2]),
            cl.ExactMatch("amount"),
            cl.JaroWinklerAtThresholds("name", [0.95, 0.85]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("key"), block_on("amount", "name"), block_on("digits"),
        ],
        unique_id_column_name="id",
    )  # fmt: skip
    api = DuckDBAPI()
    linker = Linker([api.register(table) for table in tables], settings, log_level="ERROR")
    linker.training.estimate_probability_two_random_records_match([block_on("key")], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("amount", "name"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("key"))
    found = linker.inference.predict(threshold_match_probability=0.99).as_pandas_dataframe()
    best = found.sort_values("match_weight", ascending=False)
    best = best.drop_duplicates("id_l").drop_duplicates("id_r")
    named: Pairs = best.rename(columns={"id_l": "line", "id_r": "item"})
    return named[["line", "item"]]


def by_recordlinkage(lines: pd.DataFrame, items: pd.DataFrame) -> Pairs:
    """Link with recordlinkage, its classifier untrained: two of three must agree."""
    import recordlinkage  # type: ignore[import-not-found]

    left = _features(lines, number_in(lines)).set_index("id")
    right = _features(items, items["reference"]).set_index("id")
    index = recordlinkage.Index()
    index.block("key")
    index.block(["amount", "name"])
    index.block("digits")
    pairs = index.index(left, right)
    compare = recordlinkage.Compare()
    compare.exact("amount", "amount", label="amount")
    compare.string("name", "name", method="jarowinkler", threshold=0.9, label="name")
    compare.string("key", "key", method="levenshtein", threshold=0.9, label="key")
    scores = compare.compute(pairs, left, right)
    kept = scores[(scores.sum(axis=1) >= 2)]
    kept = kept.assign(total=kept.sum(axis=1)).sort_values("total", ascending=False)
    frame = kept.reset_index()
    frame.columns = pd.Index(["line", "item", *frame.columns[2:]])
    once: Pairs = frame.drop_duplicates("line").drop_duplicates("item")
    return once[["line", "item"]]


def exact_first(
    then: Callable[[pd.DataFrame, pd.DataFrame], Pairs],
) -> Callable[[pd.DataFrame, pd.DataFrame], Pairs]:
    """Take what joins exactly first, and give the tool the rest."""

    def both(lines: pd.DataFrame, items: pd.DataFrame) -> Pairs:
        first = floor(lines, items)
        rest = then(
            lines[~lines["id"].isin(first["line"])], items[~items["id"].isin(first["item"])]
        )
        return pd.concat([first, rest], ignore_index=True)

    return both


def _features(rows: pd.DataFrame, number: pd.Series) -> pd.DataFrame:
    key = key_of(number)
    name = rows["party"].fillna("").str.upper().str.replace(r"[^A-Z]", "", regex=True).str[:14]
    return pd.DataFrame(
        {
            "id": rows["id"], "key": key.where(key != ""), "amount": rows["amount"],
            "digits": key.str.replace(r"[^0-9]", "", regex=True).where(key != ""),
            "name": name.where(name != ""),
        }
    )  # fmt: skip


TOOLS: dict[str, Callable[[pd.DataFrame, pd.DataFrame], Pairs]] = {
    "floor: duckdb hash join": floor,
    "one join on number and amount": one_join,
    "pandas merge on the number": reference_alone,
    "splink": by_splink,
    "recordlinkage": by_recordlinkage,
    "exact join, then splink": exact_first(by_splink),
}


def measured(folder: Path) -> Iterator[str]:
    """Yield one row of the table for each tool."""
    lines = pd.read_csv(folder / "lines.csv", dtype={"reference": str, "memo": str, "party": str})
    items = pd.read_csv(folder / "items.csv", dtype={"reference": str, "party": str})
    truth = pd.read_csv(folder / "truth.csv")
    items = items[items["type"] == "invoice"]
    truth = truth[truth["item"].isin(items["id"])]
    right = set(zip(truth["line"], truth["item"], strict=True))
    for name, tool in TOOLS.items():
        started = time.monotonic()
        try:
            pairs = tool(lines, items)
        except Exception as error:  # noqa: BLE001 - a peer that fails is a figure too
            yield f"| {name} | failed: {type(error).__name__} {str(error)[:80]} | | |"
            continue
        seconds = time.monotonic() - started
        given = set(zip(pairs["line"], pairs["item"], strict=True))
        hits = len(given & right)
        precision, recall = hits / max(1, len(given)), hits / len(right)
        yield f"| {name} | {precision:.5f} | {recall:.4f} | {seconds:.1f} |"


if __name__ == "__main__":
    say("| tool | precision | recall one to one | seconds |")
    say("|---|---|---|---|")
    for row in measured(Path(sys.argv[1])):
        say(row)
