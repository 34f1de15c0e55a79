"""Functions, each an environment with a handler: the interface that the host calls.

One function is active at a time. Activating another one takes time, invoking the active one again does not, so
`invoke` does as little as possible.
"""

import gc
import sys

import _brink

from . import active, child_processes, declared_version, environment, failures, function_threads, handler_loader
from . import interpreter_state, lambda_context, library_patches, library_state, log_streams, marshaller
from . import module_space, process_guards, working_directory
from .failures import PlatformError, of_exception, of_platform_error

_Stopped = _brink.Stopped
_read_event = marshaller.read_event
_encode = _brink.encode
_TRACE_ID = b"_X_AMZN_TRACE_ID"
_collect_garbage = gc.collect

# Modules that handlers must not find.
_own_names = ("_brink", __name__.partition(".")[0])


class Function:
    """A function with its environment."""

    def __init__(self, sink, settings, environment_variables):
        self.working_directory = settings["task_root"]
        self.request_id = ""
        self.signal_handlers = {}
        self.streams = log_streams.Streams(sink)
        self.threads = function_threads.FunctionThreads(sink)
        self.child_output = child_processes.ChildOutput(self.streams)

        self._settings = settings
        self._logging = log_streams.PlatformHandler(sink)
        own_environment = environment.Environment(environment_variables)
        self._variables = own_environment.variables
        release = int(settings["release"])
        self._modules = module_space.ModuleSpace(
            settings["task_root"],
            settings.get("package_folder"),
            settings.get("path"),
            release,
            settings.get("sdk_folder"),
        )
        state = library_state.LibraryState(release)
        if state.lacks_event_loop:
            self._modules.add_hook(declared_version.AfterImport("asyncio", state.set_event_loop_policy))
        # Library patches are applied last and removed first, because the other parts rely on the library.
        self._parts = (
            self._modules,
            own_environment,
            self.streams,
            log_streams.LoggingState(self._logging),
            interpreter_state.InterpreterState(),
            state,
            library_patches.LibraryPatches(),
        )
        self._context_class = lambda_context.context_class(
            environment_variables, settings["invoked_function_arn"], self._logging.write
        )
        self._write_result = marshaller.make_write_result(release)
        self._handler = None

    def activate(self):
        """Activates the function instead of the one that ran before."""
        if active.function is not None:
            active.function.deactivate()
        active.function = self
        for part in self._parts:
            part.enter()

    def deactivate(self):
        """Deactivates the function."""
        active.function = None
        for part in reversed(self._parts):
            part.leave()

    def load(self):
        """Loads the module and finds the handler. Returns None, or a failure."""
        try:
            self._handler = handler_loader.load(self._settings, self._modules.sources)
            completion = None
        except _Stopped:
            self.child_output.flush()
            raise
        except PlatformError as error:
            completion = self._failed_init(of_platform_error(error))
        except Exception as error:
            completion = self._failed_init(of_exception(error, self._settings))
        except BaseException as error:
            completion = self._exited(error)
        self.child_output.flush()
        return completion

    def invoke(self, request_id, event, deadline_epoch_milliseconds, trace_id, is_text):
        """Invokes the handler. Returns its result as bytes, None if it is on the tape, or a failure."""
        self._variables[_TRACE_ID] = trace_id
        self.request_id = self._logging.request_id = request_id
        try:
            if is_text:
                event = _read_event(event)
            context = self._context_class()
            context.aws_request_id = request_id
            context._epoch_deadline_time_in_ms = deadline_epoch_milliseconds
            result = self._handler(event, context)
            completion = None if _encode(result) else self._write_result(result)
        except _Stopped:
            self.child_output.flush()
            raise
        except PlatformError as error:
            completion = self._failed(of_platform_error(error))
        except Exception as error:
            completion = self._failed(of_exception(error, self._settings))
        except BaseException as error:
            completion = self._exited(error)
        if self.child_output.is_open:
            self.child_output.flush()
        return completion

    def close(self):
        """Releases everything. The last call."""
        self.threads.close()
        if active.function is self:
            self.deactivate()
        self.child_output.close()
        self._modules.close()
        self._handler = None
        self._parts = ()
        _collect_garbage()

    def _failed(self, failure):
        self._logging.write(failures.log_record(failure))
        return failure

    def _failed_init(self, failure):
        self._logging.warn_of_failed_init()
        return self._failed(failure)

    def _exited(self, error):
        self.streams.error.write(failures.last_words(error))
        return failures.of_exit(error, self.request_id)


def make_function(sink, settings, environment_variables):
    """Creates a function. Deactivates the active one first, so that its changes do not get in the way."""
    if active.function is not None:
        active.function.deactivate()
    return Function(sink, settings, environment_variables)


def start():
    """Prepares the interpreter for functions. Returns `make_function`."""
    environment.install()
    child_processes.install()
    process_guards.install()
    function_threads.install()
    working_directory.install()
    interpreter_state.install()
    library_patches.install()
    for name in [name for name in sys.modules if name.partition(".")[0] in _own_names]:
        del sys.modules[name]
    module_space.share_loaded()
    # Existing objects stay forever: garbage collections can skip them.
    gc.freeze()
    return make_function
