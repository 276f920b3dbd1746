"""Looks at more neighbors where a class is large: at a million passages a hundred found 0.966.

The width grows with the fourth root of the size, from 100 at 100,000 passages to 178 at a million
(docs/measurements.md).
"""

from importlib import import_module

from django.db import migrations

_HALF = import_module("ai.migrations.0011_half_precision")
_NARROW = _HALF.replaced(_HALF.BY_MEANING, "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
_WIDE = _HALF.replaced(
    _NARROW,
    "greatest(100, ",
    "greatest(\n"
    "                ceil(100 * power(greatest(1, size / 100000), 0.25::double precision))::integer,"
    "\n                ",
)


class Migration(migrations.Migration):
    """Replaces the function; the index stays as it is."""

    dependencies = [("ai", "0012_rare_words")]

    operations = [migrations.RunSQL(_WIDE, _NARROW)]
