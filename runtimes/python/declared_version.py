"""The differences between the declared Python and the embedded one: docs/platform.md, "Python handlers".

Modules that the declared version no longer has cannot be imported, and failures that may come from the embedded
version say so. Everything else is the embedded version's.
"""

import importlib.machinery
import sys
import types

EMBEDDED = sys.version_info[1]

# The first minor version without each of these modules: What's New in Python 3.12 and 3.13, PEP 594 and PEP 632.
_REMOVED = dict.fromkeys(("asynchat", "asyncore", "distutils", "imp", "smtpd"), 12) | dict.fromkeys(
    (
        "aifc", "audioop", "cgi", "cgitb", "chunk", "crypt", "imghdr", "lib2to3", "mailcap", "msilib", "nis", "nntplib",
        "ossaudiodev", "pipes", "sndhdr", "spwd", "sunau", "telnetlib", "uu", "xdrlib",
    ),
    13,
)  # fmt: skip
# The first minor version with each of these.
_ADDED = {"tomllib": 11, "annotationlib": 14, "compression": 14}

# The packages of the platform's SDK.
_SDK = ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3")

_library_names = sys.stdlib_module_names
_find_spec = importlib.machinery.PathFinder.find_spec
_get_frame = sys._getframe


def removed_modules(release):
    """Returns the embedded modules that a version such as 13 does not have."""
    return {name for name, first in _REMOVED.items() if EMBEDDED < first <= release}


class RemovedModules:
    """An import hook that finds only a function's own modules of some names, except for the library itself."""

    def __init__(self, names, own_path, library):
        self._names = names
        self._own_path = own_path
        self._library = library

    def find_spec(self, name, path=None, target=None):
        """Finds a module in the function's folders. Raises what the import of a missing module raises."""
        if name not in self._names or self._is_for_library():
            return None
        spec = _find_spec(name, self._own_path, target)
        if spec is None:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return spec

    def _is_for_library(self):
        frame = _get_frame(2)
        while frame is not None and _is_import(frame.f_code.co_filename):
            frame = frame.f_back
        return frame is not None and frame.f_code.co_filename.startswith(self._library)


def _is_import(filename):
    return filename.startswith("<frozen importlib") or filename.endswith("/importlib/__init__.py")


class AfterImport:
    """An import hook that calls a function after a library module was loaded."""

    def __init__(self, name, call):
        self._name = name
        self._call = call

    def find_spec(self, name, path=None, target=None):
        """Finds the module, and wraps its loader."""
        if name != self._name:
            return None
        spec = _find_spec(name, path, target)
        if spec is not None:
            execute = spec.loader.exec_module
            spec.loader.exec_module = lambda module: (execute(module), self._call())
        return spec


def hint(error, settings):
    """Returns a remark on an error that the platform may not have had; "" for other errors."""
    release = int(settings["release"])
    if isinstance(error, ModuleNotFoundError) and _top(error.name) in _SDK and "sdk_folder" in settings:
        return (
            " (Lambda has it and this machine does not; to install it: /usr/bin/python3 -m pip install --target"
            f" {settings['sdk_folder']} boto3)"
        )
    if release == EMBEDDED or not _may_be_due_to_version(error, release):
        return ""
    return (
        f" (the function declares python3.{release} but runs on the embedded Python 3.{EMBEDDED} here, which may be"
        " the cause)"
    )


def _may_be_due_to_version(error, release):
    if isinstance(error, SyntaxError):
        return release > EMBEDDED
    if isinstance(error, ModuleNotFoundError):
        return _differs(_top(error.name), release)
    if isinstance(error, ImportError):
        return _top(error.name) in _library_names
    return isinstance(error, AttributeError) and _top(_origin(error.obj)) in _library_names


def _differs(name, release):
    """Returns true if the declared version has a module that the embedded one lacks."""
    return release >= _ADDED.get(name, release + 1) > EMBEDDED or release < _REMOVED.get(name, release) <= EMBEDDED


def _origin(holder):
    if isinstance(holder, types.ModuleType):
        return holder.__name__
    return (holder if isinstance(holder, type) else type(holder)).__module__


def _top(name):
    return name.partition(".")[0] if isinstance(name, str) else ""
