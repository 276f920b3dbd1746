"""What is named before it is described is created with what is known."""

from collections.abc import Iterable

from django.db import connection

# Sorted, so that two writers meet in the same order and neither waits for the other in a circle.
_ENTITIES = """
    INSERT INTO ledger_entity (entity, entity_name, is_described, extra)
    SELECT name, '', false, '{}' FROM unnest(%s::text[]) AS name
    WHERE NOT EXISTS (SELECT FROM ledger_entity WHERE entity = name) ORDER BY name
    ON CONFLICT (entity) DO NOTHING
"""
_LOCATIONS = """
    INSERT INTO ledger_location (location, location_name, is_described, extra)
    SELECT name, '', false, '{}' FROM unnest(%s::text[]) AS name
    WHERE NOT EXISTS (SELECT FROM ledger_location WHERE location = name) ORDER BY name
    ON CONFLICT (location) DO NOTHING
"""
_ACCOUNTS = """
    INSERT INTO ledger_account (account, account_name, is_described, extra)
    SELECT name, '', false, '{}' FROM unnest(%s::text[]) AS name
    WHERE NOT EXISTS (SELECT FROM ledger_account WHERE account = name) ORDER BY name
    ON CONFLICT (account) DO NOTHING
"""
_COST_CENTRES = """
    INSERT INTO ledger_costcentre (cost_centre, name)
    SELECT name, '' FROM unnest(%s::text[]) AS name
    WHERE NOT EXISTS (SELECT FROM ledger_costcentre WHERE cost_centre = name) ORDER BY name
    ON CONFLICT (cost_centre) DO NOTHING
"""
_PERIODS = """
    INSERT INTO ledger_period (entity, period, state)
    SELECT wanted.entity, wanted.period, 'open'
    FROM unnest(%s::text[], %s::text[]) AS wanted (entity, period)
    WHERE NOT EXISTS (
        SELECT FROM ledger_period AS known
        WHERE known.period = wanted.period AND known.entity IS NOT DISTINCT FROM wanted.entity
    )
    ORDER BY 1, 2
    ON CONFLICT (entity, period) DO NOTHING
"""


def ensure_entities(names: Iterable[str | None]) -> None:
    """Create the entities that are not there yet."""
    _ensure(_ENTITIES, names)


def ensure_locations(names: Iterable[str | None]) -> None:
    """Create the locations that are not there yet; their entity is not known."""
    _ensure(_LOCATIONS, names)


def ensure_accounts(names: Iterable[str | None]) -> None:
    """Create the accounts that are not there yet."""
    _ensure(_ACCOUNTS, names)


def ensure_cost_centres(names: Iterable[str | None]) -> None:
    """Create the cost centres that are not there yet."""
    _ensure(_COST_CENTRES, names)


def ensure_periods(wanted: Iterable[tuple[str | None, str]]) -> None:
    """Open the periods, each of an entity or of none, that nobody has opened yet."""
    pairs = list(set(wanted))
    if pairs:
        with connection.cursor() as cursor:
            cursor.execute(_PERIODS, [[pair[0] for pair in pairs], [pair[1] for pair in pairs]])


def _ensure(statement: str, names: Iterable[str | None]) -> None:
    known = sorted({name for name in names if name})
    if known:
        with connection.cursor() as cursor:
            cursor.execute(statement, [known])
