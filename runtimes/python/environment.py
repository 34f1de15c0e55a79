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
        self._in_place = (_environ, _environb)

    def enter(self):
        """Shows the function its variables."""
        os.environ, os.environb = self._in_place
        _environ._data = _environb._data = self.variables

    def leave(self):
        """Takes note of what the function has put in their place, as a test of its own may."""
        self._in_place = (os.environ, os.environb)
