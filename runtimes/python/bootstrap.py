"""Functions: each an environment with a handler in it. What the host calls.

The host puts one function at a time in place. Going from one to another costs; invoking the same one again does
not, so that `invoke` has as little in it as can be.
"""

import gc
import sys

import _brink

from . import active, child_processes, environment, failures, function_threads, handler_loader
from . import interpreter_state, lambda_context, library_patches, log_streams, marshaller, module_space
from . import process_guards, working_folder
from .failures import Fault, of_exception, of_fault

_Stopped = _brink.Stopped
_read_event = marshaller.read_event
_lay_out = _brink.lay_out
_TRACE_ID = b"_X_AMZN_TRACE_ID"
_collect_garbage = gc.collect

# The modules that handlers are not to find.
_own_names = ("_brink", __name__.partition(".")[0])


class Function:
    """One environment of one function."""

    def __init__(self, sink, settings, variables):
        self.working_folder = settings["task_root"]
        self.request_id = ""
        self.signal_handlers = {}
        self.streams = log_streams.Streams(sink)
        self.threads = function_threads.FunctionThreads(sink)
        self.child_output = child_processes.ChildOutput(self.streams)

        self._settings = settings
        self._logging = log_streams.PlatformHandler(sink)
        shown = environment.Environment(variables)
        self._variables = shown.variables
        self._modules = module_space.ModuleSpace(settings["task_root"], settings.get("package_folder"))
        # What a function has changed in the library goes in last and comes out first: the others rely on it.
        self._parts = (
            self._modules,
            shown,
            self.streams,
            log_streams.LoggingState(self._logging),
            interpreter_state.InterpreterState(),
            library_patches.LibraryPatches(),
        )
        self._context_class = lambda_context.context_class(
            variables, settings["invoked_function_arn"], self._logging.write
        )
        self._write_result = marshaller.make_write_result(int(settings["release"]))
        self._handler = None

    def activate(self):
        """Puts the function in place of the one that ran before."""
        if active.function is not None:
            active.function.deactivate()
        active.function = self
        for part in self._parts:
            part.enter()

    def deactivate(self):
        """Takes the function out of place."""
        active.function = None
        for part in reversed(self._parts):
            part.leave()

    def load(self):
        """Finds the handler. Returns None, or a failure."""
        try:
            self._handler = handler_loader.load(self._settings, self._modules.sources)
            outcome = None
        except _Stopped:
            self.child_output.flush()
            raise
        except Fault as fault:
            outcome = self._failed_init(of_fault(fault))
        except Exception as error:
            outcome = self._failed_init(of_exception(error))
        except BaseException as error:
            outcome = self._exited(error)
        self.child_output.flush()
        return outcome

    def invoke(self, request_id, event, deadline_epoch_milliseconds, trace_id, is_text):
        """Invokes the handler. Returns its answer as bytes, None when it is on the tape, or a failure."""
        self._variables[_TRACE_ID] = trace_id
        self.request_id = self._logging.request_id = request_id
        try:
            if is_text:
                event = _read_event(event)
            context = self._context_class()
            context.aws_request_id = request_id
            context._epoch_deadline_time_in_ms = deadline_epoch_milliseconds
            result = self._handler(event, context)
            outcome = None if _lay_out(result) else self._write_result(result)
        except _Stopped:
            self.child_output.flush()
            raise
        except Fault as fault:
            outcome = self._failed(of_fault(fault))
        except Exception as error:
            outcome = self._failed(of_exception(error))
        except BaseException as error:
            outcome = self._exited(error)
        if self.child_output.is_open:
            self.child_output.flush()
        return outcome

    def close(self):
        """Lets go of everything. The last call."""
        self.threads.close()
        if active.function is self:
            self.deactivate()
        self.child_output.close()
        self._modules.close()
        self._handler = None
        self._parts = ()
        _collect_garbage()

    def _failed(self, outcome):
        self._logging.write(failures.log_record(outcome))
        return outcome

    def _failed_init(self, outcome):
        self._logging.warn_of_failed_init()
        return self._failed(outcome)

    def _exited(self, error):
        self.streams.error.write(failures.last_words(error))
        return failures.of_exit(error, self.request_id)


def make_function(sink, settings, variables):
    """Makes a function. None is in place then, so that nothing that one has changed is in the way."""
    if active.function is not None:
        active.function.deactivate()
    return Function(sink, settings, variables)


def start():
    """Prepares the interpreter for functions, and returns what makes them."""
    environment.install()
    child_processes.install()
    process_guards.install()
    function_threads.install()
    working_folder.install()
    interpreter_state.install()
    library_patches.install()
    for name in [name for name in sys.modules if name.partition(".")[0] in _own_names]:
        del sys.modules[name]
    module_space.share_loaded()
    # What is here now stays for good: collections need not look at it.
    gc.freeze()
    return make_function
