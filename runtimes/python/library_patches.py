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

import _brink

from . import module_space

_MODULES = (
    builtins, codecs, importlib, io, json, json.decoder, json.encoder, linecache, logging, os, os.path, posix,
    re, threading, time, traceback, types, warnings,
)  # fmt: skip
_is_not = operator.is_not
_vars = vars

_type_versions = _brink.type_versions
_HEAP_TYPE = 1 << 9

# The namespace of each module, a copy of it from when the runtime was ready, the module's name, and the submodules
# that functions have imported since.
_contents = []
# The classes of these modules, copies of their namespaces, and the classes' versions.
_classes = ()
_class_contents = []
_versions = b""


def install():
    """Saves the modules' current state as the state that every function starts with."""
    global _classes
    _contents.extend([_vars(module), dict(_vars(module)), module.__name__, {}] for module in _MODULES)
    names = {module.__name__ for module in _MODULES}
    found = {
        value
        for present, _, _, _ in _contents
        for value in present.values()
        if isinstance(value, type) and value.__flags__ & _HEAP_TYPE and value.__module__ in names
    }
    _classes = tuple(found)
    _class_contents.extend(dict(_vars(kind)) for kind in _classes)
    _note_versions()


def _note_versions():
    """Takes the versions of all classes. A class has none until something was looked up in it."""
    global _versions
    for kind in _classes:
        getattr(kind, "__doc__", None)
    _versions = _type_versions(_classes)


def _is_changed(present, original):
    # By identity: a handler's objects may define their own equality.
    return len(present) != len(original) or any(map(_is_not, present.values(), original.values()))


def _adopt_submodules(present, original, module_name, adopted):
    """Accepts the names that the import of a shared submodule has set, such as `config` in `logging`."""
    for name in present.keys() - original.keys():
        if module_space.is_shared(f"{module_name}.{name}", present[name]):
            original[name] = adopted[name] = present[name]


def _set_class(kind, wanted):
    present = _vars(kind)
    for name in present.keys() - wanted.keys():
        type.__delattr__(kind, name)
    for name, value in wanted.items():
        if name not in present or present[name] is not value:
            type.__setattr__(kind, name, value)


def _set(present, wanted):
    for name in present.keys() - wanted.keys():
        del present[name]
    present.update(wanted)


class LibraryPatches:
    """The patches of one function."""

    def __init__(self):
        self._patched = []
        self._patched_classes = []

    def enter(self):
        """Applies the function's patches."""
        for present, own, adopted in self._patched:
            _set(present, adopted | own)
        for kind, own in self._patched_classes:
            _set_class(kind, own)

    def leave(self):
        """Saves and undoes the function's patches."""
        self._patched = []
        self._patched_classes = []
        if _type_versions(_classes) != _versions:
            self._leave_classes()
        for item in _contents:
            present, original, module_name, adopted = item
            if _is_changed(present, original):
                _adopt_submodules(present, original, module_name, adopted)
                if not _is_changed(present, original):
                    continue
                self._patched.append((present, dict(present), adopted))
                _set(present, original)
                # Names that were deleted and restored are in a different order.
                item[1] = dict(present)

    def _leave_classes(self):
        for kind, original in zip(_classes, _class_contents):
            if _is_changed(_vars(kind), original):
                self._patched_classes.append((kind, dict(_vars(kind))))
                _set_class(kind, original)
        _note_versions()
