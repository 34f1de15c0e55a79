"""Environment variables per function; those of the process are neither visible nor changed."""

import os
import posix

_environ = os.environ
_environb = os.environb


def install():
    """Hides the variables of the process and prevents handlers from setting them."""
    posix.environ.clear()
    _environ._data = _environb._data = {}
    for module in (os, posix):
        module.putenv = putenv
        module.unsetenv = unsetenv


def putenv(name, value):
    """Does nothing: the variables exist only in `os.environ`, which calls this."""


def unsetenv(name):
    """Does nothing, like `putenv`."""


class Environment:
    """The variables of one function."""

    def __init__(self, variables):
        self.variables = {os.fsencode(name): os.fsencode(value) for name, value in variables.items()}

    def enter(self):
        """Makes the function's variables visible."""
        _environ._data = _environb._data = self.variables

    def leave(self):
        """Hides them. If the function has replaced `os.environ` itself, that is a library patch."""
        _environ._data = _environb._data = {}
