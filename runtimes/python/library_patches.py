"""What a function sets in modules of the standard library stays its own.

Such modules are shared. Those that nearly every program uses, and Brink's own Python among them, are looked at
when another function is to run: what was set in them is kept for the function that did it, and put back.
"""

import builtins
import codecs
import importlib
import io
import json
import linecache
import logging
import operator
import os
import posix
import re
import threading
import time
import traceback
import types
import warnings

_MODULES = (
    builtins, codecs, importlib, io, json, json.decoder, json.encoder, linecache, logging, os, os.path, posix,
    re, threading, time, traceback, types, warnings,
)  # fmt: skip
_is_not = operator.is_not
_vars = vars

# The names and values of each module, now and as they were when the runtime was ready.
_contents = []


def install():
    """Takes the modules as they are now for how every function finds them."""
    _contents.extend([_vars(module), dict(_vars(module))] for module in _MODULES)


def _is_changed(present, original):
    # By identity: what a handler has put there may have its own idea of being equal.
    return len(present) != len(original) or any(map(_is_not, present.values(), original.values()))


def _set(present, wanted):
    for name in present.keys() - wanted.keys():
        del present[name]
    present.update(wanted)


class LibraryPatches:
    """The changes of one function."""

    def __init__(self):
        self._patched = []

    def enter(self):
        """Puts the function's changes in place."""
        for present, own in self._patched:
            _set(present, own)

    def leave(self):
        """Takes the function's changes out."""
        self._patched = []
        for item in _contents:
            present, original = item
            if _is_changed(present, original):
                self._patched.append((present, dict(present)))
                _set(present, original)
                # Names that were deleted and put back come in another order.
                item[1] = dict(present)
