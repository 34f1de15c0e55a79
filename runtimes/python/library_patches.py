"""Keeps a function's patches to the standard library away from other functions.

Functions share the modules of the standard library. When another function is about to run, the modules that
nearly every program uses, Brink's own Python included, are checked: patches are saved for the function that
made them, and undone.
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

# The namespace of each module, and a copy of it from when the runtime was ready.
_contents = []


def install():
    """Saves the modules' current state as the state that every function starts with."""
    _contents.extend([_vars(module), dict(_vars(module))] for module in _MODULES)


def _is_changed(present, original):
    # By identity: a handler's objects may define their own equality.
    return len(present) != len(original) or any(map(_is_not, present.values(), original.values()))


def _set(present, wanted):
    for name in present.keys() - wanted.keys():
        del present[name]
    present.update(wanted)


class LibraryPatches:
    """The patches of one function."""

    def __init__(self):
        self._patched = []

    def enter(self):
        """Applies the function's patches."""
        for present, own in self._patched:
            _set(present, own)

    def leave(self):
        """Saves and undoes the function's patches."""
        self._patched = []
        for item in _contents:
            present, original = item
            if _is_changed(present, original):
                self._patched.append((present, dict(present)))
                _set(present, original)
                # Names that were deleted and restored are in a different order.
                item[1] = dict(present)
