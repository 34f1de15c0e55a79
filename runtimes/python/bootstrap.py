"""Functions: each an environment with a handler in it. What the host calls.

The host puts one function at a time in place. Going from one to another costs; invoking the same one again does
not, so that `invoke` has as little in it as can be.
"""

import gc
import sys

import _brink

from . import failures, handler_loader, lambda_context, log_streams, marshaller, module_space
from .failures import Fault, log_record, of_exception, of_exit, of_fault

_Stopped = _brink.Stopped
_read_event = marshaller.read_event
_library_path = list(sys.path)

# The modules that handlers are not to find.
_own_names = ("_brink", __name__.partition(".")[0])

# The function that is in place.
_active = None


class Function:
    """One environment of one function."""

    def __init__(self, sink, settings, variables):
        self._settings = settings
        self._logging = log_streams.PlatformHandler(sink)
        self._error_stream = log_streams.LogStream(sink, 1, "<stderr>")
        self._modules = module_space.ModuleSpace(settings["task_root"], _library_path)
        self._parts = (
            self._modules,
            log_streams.Streams(sink),
            log_streams.LoggingState(self._logging),
        )
        self._variables = {name.encode(): value.encode() for name, value in variables.items()}
        self._context_class = lambda_context.context_class(
            variables, settings["invoked_function_arn"], self._logging.write
        )
        self._write_result = marshaller.make_write_result(int(settings["release"]))
        self._handler = None

    def activate(self):
        """Puts the function in place of the one that ran before."""
        global _active
        if _active is not None:
            _active.deactivate()
        for part in self._parts:
            part.enter()
        _active = self

    def deactivate(self):
        """Takes the function out of place."""
        global _active
        _active = None
        for part in self._parts:
            part.leave()

    def load(self):
        """Finds the handler. Returns None, or a failure."""
        try:
            self._handler = handler_loader.load(self._settings, self._modules.sources)
            return None
        except _Stopped:
            raise
        except Fault as fault:
            return self._failed_init(of_fault(fault))
        except Exception as error:
            return self._failed_init(of_exception(error))
        except BaseException as error:
            return self._exited(error, "")

    def invoke(self, request_id, event_text, deadline_epoch_milliseconds, trace_id):
        """Invokes the handler. Returns its answer as bytes, or a failure."""
        self._variables[b"_X_AMZN_TRACE_ID"] = trace_id.encode()
        self._logging.request_id = request_id
        try:
            event = _read_event(event_text)
            context = self._context_class(request_id, deadline_epoch_milliseconds)
            return self._write_result(self._handler(event, context))
        except _Stopped:
            raise
        except Fault as fault:
            return self._failed(of_fault(fault))
        except Exception as error:
            return self._failed(of_exception(error))
        except BaseException as error:
            return self._exited(error, request_id)

    def close(self):
        """Lets go of everything. The last call."""
        if _active is self:
            self.deactivate()
        self._handler = None
        self._modules.close()
        self._parts = ()
        gc.collect()

    def _failed(self, outcome):
        self._logging.write(log_record(outcome))
        return outcome

    def _failed_init(self, outcome):
        self._logging.warn_of_failed_init()
        return self._failed(outcome)

    def _exited(self, error, request_id):
        self._error_stream.write(failures.last_words(error))
        return of_exit(error, request_id)


def start():
    """Prepares the interpreter for functions, and returns what makes them."""
    for name in [name for name in sys.modules if name.partition(".")[0] in _own_names]:
        del sys.modules[name]
    module_space.keep_preloaded()
    module_space.share_loaded()
    return Function
