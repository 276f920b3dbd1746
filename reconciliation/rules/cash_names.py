"""The key under which the engine of cash compares names, for one name at a time."""

from functools import lru_cache

from reconciliation.rules import cash_text


@lru_cache(maxsize=1024)
def key_of_name(name: str | None) -> str | None:
    """Return what the engine makes of a name; the same macro says so there and here."""
    if name is None:
        return None
    import duckdb

    with duckdb.connect(":memory:", config={"threads": 1}) as database:
        database.execute(cash_text.MACROS)
        row = database.execute("SELECT name_key(?)", [name]).fetchone()
    return None if row is None else row[0]
