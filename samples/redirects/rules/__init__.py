"""Where an address has moved to."""

from .patterns import by_pattern
from .table import MOVED


def destination(uri):
    """The new address of `uri`, or None if it has not moved."""
    return MOVED.get(uri) or by_pattern(uri)
