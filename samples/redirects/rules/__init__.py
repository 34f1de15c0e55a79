"""The new addresses of pages that have moved."""

from .patterns import by_pattern
from .table import MOVED


def destination(uri):
    """Returns the new address of `uri`, or None if it has not moved."""
    return MOVED.get(uri) or by_pattern(uri)
