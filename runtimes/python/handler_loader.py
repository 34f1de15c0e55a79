"""Finds a function's handler by the platform's handler string, in a file, or in text.

docs/platform.md, "Python handlers".
"""

import builtins
import importlib
import importlib.util
import linecache
import os
import sys

from . import declared_version
from .failures import PlatformError

# The library modules that the platform's client has loaded before the handler's module (P:bootstrap.py, run with
# Python 3.10 to 3.13); an import of such a name finds them.
_LOADED_ON_PLATFORM = frozenset(
    "__future__ abc codecs collections contextlib copyreg decimal encodings enum functools genericpath importlib io"
    " json keyword linecache logging math numbers operator os posixpath re reprlib site stat string textwrap"
    " threading traceback types warnings weakref zipimport".split()
)
_LOADED_BEFORE_3_13 = frozenset(("token", "tokenize"))

_import_module = importlib.import_module
_isfile = os.path.isfile


def load(settings, sources):
    """Loads the module that the settings name and returns the handler.

    Without a `path`, the handler string names the module. Adds text that is not in a file to `sources`, in the
    format of linecache.
    """
    if settings.get("path") is None:
        return _from_handler_string(settings["handler"], settings)
    module_name = settings["handler"].rpartition(".")[0] or settings["handler"]
    text = settings.get("text")
    _refuse_builtin(module_name)
    _refuse_loaded(module_name, settings)
    module = _guarded(module_name, lambda: _run_at_path(settings, text, sources), settings)
    return _export(module, module_name, settings.get("export"))


def _from_handler_string(handler, settings):
    try:
        module_name, function_name = handler.rsplit(".", 1)
    except ValueError as error:
        raise PlatformError("MalformedHandlerName", f"Bad handler '{handler}': {error}") from None
    _refuse_builtin(module_name)
    module = _guarded(module_name, lambda: _import_module(module_name.replace("/", ".")), settings)
    return _export(module, module_name, function_name)


def _refuse_builtin(module_name):
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise PlatformError(
            "BuiltInModuleConflict",
            f"Cannot use built-in module {module_name} as a handler module",
        )


def _refuse_loaded(module_name, settings):
    """Fails as on the platform, where the import finds a loaded library module instead of the handler's."""
    top, _, below = module_name.replace("/", ".").partition(".")
    if top not in _LOADED_ON_PLATFORM and (int(settings["release"]) >= 13 or top not in _LOADED_BEFORE_3_13):
        return
    if below:
        raise PlatformError(
            "ImportModuleError",
            f"Unable to import module '{module_name}': No module named '{module_name.replace('/', '.')}'",
        )
    export = settings.get("export") or settings["handler"].rpartition(".")[2]
    raise PlatformError("HandlerNotFound", f"Handler '{export}' missing on module '{module_name}'")


def _guarded(module_name, load_module, settings):
    """Runs an import, and turns its exceptions into the platform's."""
    try:
        return load_module()
    except ImportError as error:
        hint = declared_version.hint(error, settings)
        raise PlatformError("ImportModuleError", f"Unable to import module '{module_name}': {error}{hint}") from None
    except SyntaxError as error:
        raise PlatformError(
            "UserCodeSyntaxError",
            f"Syntax error in module '{module_name}': {error}{declared_version.hint(error, settings)}",
            [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}'],
        ) from None


def _export(module, module_name, export):
    if export is None:
        export = "handler" if hasattr(module, "handler") else "lambda_handler"
    try:
        return getattr(module, export)
    except AttributeError:
        raise PlatformError(
            "HandlerNotFound", f"Handler '{export}' missing on module '{module_name}'"
        ) from None


def _run_at_path(settings, text, sources):
    path = settings["path"]
    parent, _, name = _dotted_name(path, settings["task_root"]).rpartition(".")
    package = _import_module(parent) if parent else None
    qualified = f"{parent}.{name}" if parent else name
    if qualified in sys.modules:
        # The file has the name of a loaded library module; both are needed.
        qualified = f"handler_{name}"

    if text is not None:
        sources[path] = (len(text), None, text.splitlines(keepends=True), path)
        linecache.cache[path] = sources[path]
    loader = HandlerModuleLoader(qualified, path, _read(path, name) if text is None else text)
    spec = importlib.util.spec_from_file_location(qualified, path, loader=loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[qualified] = module
    if package is not None:
        setattr(package, name, module)
    loader.exec_module(module)
    return sys.modules.get(qualified, module)


class HandlerModuleLoader:
    """Loads the handler's module from the given file or text."""

    def __init__(self, name, path, source):
        self.name = name
        self.path = path
        self._source = source

    def create_module(self, spec):
        return None

    def get_source(self, name):
        return importlib.util.decode_source(self._source) if isinstance(self._source, bytes) else self._source

    def get_filename(self, name):
        return self.path

    def is_package(self, name):
        return os.path.basename(self.path) == "__init__.py"

    def exec_module(self, module):
        # Not the builtins of this module, which `exec` would pass on.
        module.__dict__["__builtins__"] = vars(builtins)
        exec(compile(self._source, self.path, "exec", dont_inherit=True), module.__dict__)


def _dotted_name(path, task_root):
    """Returns the name by which the task root's modules import a file, or its stem if they cannot."""
    stem = os.path.splitext(os.path.relpath(path, task_root))[0]
    parts = stem.split(os.sep)
    if len(parts) > 1 and parts[-1] == "__init__":
        parts.pop()
    return parts[-1] if any("." in part for part in parts) else ".".join(parts)


def _read(path, name):
    if not os.path.exists(path):
        raise ModuleNotFoundError(f"No module named '{name}'", name=name)
    if os.path.isdir(path):
        raise ImportError(f"'{path}' is a folder and not a file", name=name)
    with open(path, "rb") as file:
        return file.read()
