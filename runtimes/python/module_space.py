"""Modules per function: each function sees the standard library and the modules that it has imported itself.

An interpreter has one `sys.modules`. Functions share the standard library's modules in it. All others are
removed when another function is about to run, and restored before the next run of the function that they belong
to.
"""

import linecache
import os
import sys

from . import declared_version

_modules = sys.modules
_library_path = list(sys.path)
_library = tuple(os.path.join(path, "") for path in _library_path)
_library_names = sys.stdlib_module_names
_importer_cache = sys.path_importer_cache
_isdir = os.path.isdir

# Loaded modules of the standard library, by name.
_shared = {}

# Modules that the runtime itself has loaded: a function's modules cannot replace these.
_preloaded_names = set()


def share_loaded():
    """Shares all loaded modules, before any function's code has run."""
    _shared.update(_modules)
    _preloaded_names.update(name.partition(".")[0] for name in _modules)


def _is_library_module(name, module):
    if name.partition(".")[0] not in _library_names:
        return False
    spec = getattr(module, "__spec__", None)
    origin = getattr(spec, "origin", None)
    return isinstance(origin, str) and (
        origin in ("built-in", "frozen") or origin.startswith(_library)
    )


def is_shared(name, module):
    """Returns true for a loaded module of the standard library."""
    return _modules.get(name) is module and (_shared.get(name) is module or _is_library_module(name, module))


def search_path(task_root, package_folder=None):
    """Returns the folders that a function's imports are looked up in, without the standard library."""
    packages = f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
    below = ("", "python", "site-packages", f"python/{packages}")
    paths = [os.path.join(task_root, folder).rstrip("/") or "/" for folder in below]
    if package_folder is not None:
        paths.append(package_folder)
    return [path for index, path in enumerate(paths) if index == 0 or _isdir(path)]


class ModuleSpace:
    """The modules, the search path and the import hooks of one function."""

    def __init__(
        self,
        task_root,
        package_folder=None,
        handler_file=None,
        release=declared_version.EMBEDDED,
        sdk_folder=None,
    ):
        own_path = search_path(task_root, package_folder)
        if sdk_folder is not None and _isdir(sdk_folder):
            own_path.append(sdk_folder)
        self._own = {}
        self._path = own_path + _library_path
        # A deployed package may have the handler's own folder as its root. Last, so that it hides nothing.
        beside_handler = os.path.dirname(handler_file or "")
        if beside_handler and beside_handler not in own_path:
            self._path.append(beside_handler)
        self._hooks = (list(sys.meta_path), list(sys.path_hooks))
        self._removed = declared_version.removed_modules(release)
        if self._removed:
            self._hooks[0].insert(0, declared_version.RemovedModules(self._removed, own_path, _library))
        self._hidden_names = self._names_of_library_in(own_path)
        self.sources = {}

    def add_hook(self, hook):
        """Asks a hook first when the function imports something."""
        self._hooks[0].insert(0, hook)

    @staticmethod
    def _names_of_library_in(paths):
        """Finds the function's modules that have the name of a library module. As on the platform, they take
        precedence, even if another function has imported the library module before."""
        found = set()
        for path in paths:
            try:
                entries = os.listdir(path)
            except OSError:
                continue
            found.update(entry.partition(".")[0] for entry in entries)
        return (found & _library_names) - _preloaded_names

    def _is_hidden(self, name):
        return name.partition(".")[0] in self._hidden_names

    def enter(self):
        """Restores the function's modules and search path."""
        _modules.clear()
        _modules.update(_shared)
        if self._hidden_names:
            for name in list(filter(self._is_hidden, _modules)):
                del _modules[name]
        for name in self._removed:
            _modules.pop(name, None)
        _modules.update(self._own)
        sys.modules = _modules
        sys.path = self._path
        sys.meta_path, sys.path_hooks = self._hooks
        linecache.cache.update(self.sources)

    def leave(self):
        """Saves the modules that the function has imported."""
        self._own = {}
        for name, module in _modules.items():
            if _shared.get(name) is module:
                continue
            # Not shared with functions that hide library modules: this one may have imported the function's
            # module instead of another library module.
            if not self._hidden_names and name not in _shared and _is_library_module(name, module):
                _shared[name] = module
            else:
                self._own[name] = module
        self._path = sys.path
        self._hooks = (sys.meta_path, sys.path_hooks)
        for path in self.sources:
            linecache.cache.pop(path, None)

    def close(self):
        """Drops the function's modules and everything cached about its files. After `leave`."""
        for name, module in self._own.items():
            if _modules.get(name) is module:
                del _modules[name]
        self._own.clear()
        for path in list(_importer_cache):
            if not f"{path}/".startswith(_library):
                del _importer_cache[path]
        for path in list(linecache.cache):
            if not path.startswith(_library):
                del linecache.cache[path]
