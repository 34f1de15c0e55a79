"""Environment variables of a function's own; those of the process are neither shown nor changed."""

import os
import posix

_environ = os.environ
_environb = os.environb


def install():
    """Hides the variables of the process, and keeps handlers from setting them."""
    posix.environ.clear()
    _environ._data = _environb._data = {}
    for module in (os, posix):
        module.putenv = putenv
        module.unsetenv = unsetenv


def putenv(name, value):
    """Does nothing: `os.environ`, which calls it, is all that there is."""


def unsetenv(name):
    """Does nothing, as `putenv`."""


class Environment:
    """The variables of one function."""

    def __init__(self, variables):
        self.variables = {os.fsencode(name): os.fsencode(value) for name, value in variables.items()}

    def enter(self):
        """Shows the function its variables."""
        _environ._data = _environb._data = self.variables

    def leave(self):
        """Hides them; `os.environ` itself, should the function have replaced it, is a patch of the library."""
        _environ._data = _environb._data = {}
