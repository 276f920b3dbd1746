"""The vendor of the gateway's tests, for those who ask it."""

from tests.ai.conftest import unbound, vendor

__all__ = ["unbound", "vendor"]
