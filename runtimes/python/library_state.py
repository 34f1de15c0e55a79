"""State inside library modules that functions share, which each function has to itself.

A module that no function has imported costs one look-up. ARCHITECTURE.md, "What one process cannot contain", has what is not covered.
"""

import gc
import sys

_modules = sys.modules
_get_threshold, _set_threshold = gc.get_threshold, gc.set_threshold
_get_debug, _set_debug = gc.get_debug, gc.set_debug
_callbacks = gc.callbacks
_get_asyncgen_hooks, _set_asyncgen_hooks = sys.get_asyncgen_hooks, sys.set_asyncgen_hooks
_get_digits = getattr(sys, "get_int_max_str_digits", None)
_set_digits = getattr(sys, "set_int_max_str_digits", None)

_DEFAULT_THRESHOLD = _get_threshold()
_DEFAULT_DIGITS = _get_digits() if _get_digits else None
_CSV_FIELD_SIZE = 131072


class LibraryState:
    """The state of one function."""

    def __init__(self, release):
        self._own_policy = None
        # From 3.14 on there is no event loop until one is set.
        self.lacks_event_loop = release >= 14 > sys.version_info[1]
        self._collector = (_DEFAULT_THRESHOLD, 0, [])
        self._hooks = (None, None)
        self._digits = _DEFAULT_DIGITS
        self._socket_timeout = None
        self._field_size = _CSV_FIELD_SIZE
        self._dialects = None
        self._opener = None
        self._random = None

    def enter(self):
        """Restores the function's state."""
        threshold, debug, callbacks = self._collector
        _set_threshold(*threshold)
        _set_debug(debug)
        _callbacks[:] = callbacks
        _set_asyncgen_hooks(*self._hooks)
        if _set_digits:
            _set_digits(self._digits)
        self.set_event_loop_policy()
        if (module := _modules.get("_socket")) is not None:
            module.setdefaulttimeout(self._socket_timeout)
        if (module := _modules.get("_csv")) is not None:
            module.field_size_limit(self._field_size)
            _swap_dialects(module, self._dialects)
        if (module := _modules.get("urllib.request")) is not None:
            module._opener = self._opener
        if (module := _modules.get("random")) is not None:
            _use_random(module, self._random or module.Random())

    def leave(self):
        """Saves the function's state, and resets what Brink's own code would notice."""
        self._collector = (_get_threshold(), _get_debug(), list(_callbacks))
        self._hooks = _get_asyncgen_hooks()
        if _get_digits:
            self._digits = _get_digits()
        _callbacks.clear()
        _set_asyncgen_hooks(None, None)
        if (module := _modules.get("asyncio.events")) is not None:
            self._own_policy, module._event_loop_policy = module._event_loop_policy, None
            # A loop that was interrupted has never said that it ended.
            module._set_running_loop(None)
        if (module := _modules.get("_socket")) is not None:
            self._socket_timeout = module.getdefaulttimeout()
        if (module := _modules.get("_csv")) is not None:
            self._field_size = module.field_size_limit()
            self._dialects = {name: module.get_dialect(name) for name in module.list_dialects()}
        if (module := _modules.get("urllib.request")) is not None:
            self._opener = module._opener
        if (module := _modules.get("random")) is not None:
            self._random = module._inst

    def set_event_loop_policy(self):
        """Gives `asyncio`, if it is loaded, the function's own policy."""
        events = _modules.get("asyncio.events")
        if events is None:
            return
        if self._own_policy is None and self.lacks_event_loop:
            self._own_policy = _modules["asyncio"].DefaultEventLoopPolicy()
            self._own_policy._local._set_called = True
        events._event_loop_policy = self._own_policy


def _swap_dialects(module, wanted):
    for name in module.list_dialects():
        if wanted is None:
            if name not in ("excel", "excel-tab", "unix"):
                module.unregister_dialect(name)
        elif name not in wanted:
            module.unregister_dialect(name)
    for name, dialect in (wanted or {}).items():
        module.register_dialect(name, dialect)


def _use_random(module, generator):
    before, module._inst = module._inst, generator
    for name, value in list(vars(module).items()):
        if getattr(value, "__self__", None) is before:
            setattr(module, name, getattr(generator, name))
