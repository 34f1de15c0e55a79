"""A function's standard streams and logging, which write to the host's log at once.

docs/platform.md, "Log lines".
"""

import io
import logging
import sys
import time
import weakref

import _brink

from . import active

_write = _brink.write
_WARNING = (
    "LAMBDA_WARNING: Unhandled exception. The most likely cause is an issue in the function code. However, in"
    " rare cases, a Lambda runtime update can cause unexpected function behavior. For functions using managed"
    " runtimes, runtime updates can be triggered by a function change, or can be applied automatically. To"
    " determine if the runtime has been updated, check the runtime version in the INIT_START log entry. If this"
    " error correlates with a change in the runtime version, you may be able to mitigate this error by"
    " temporarily rolling back to the previous runtime version. For more information, see"
    " https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html"
)


class LogBytes(io.RawIOBase):
    """The `buffer` of a standard stream."""

    def __init__(self, sink, number):
        self._sink = sink
        self._number = number

    def writable(self):
        return True

    def fileno(self):
        """Returns the descriptor that child processes get, whose content reaches the log at the end of the call."""
        return active.function.child_output.descriptor(self._number + 1)

    def write(self, written):
        _write(self._sink, self._number, written)
        return memoryview(written).nbytes


class LogStream(io.TextIOBase):
    """A standard stream of a function: unbuffered, without a terminal."""

    encoding = "utf-8"
    errors = "backslashreplace"
    line_buffering = True

    def __init__(self, sink, number, name):
        self._sink = sink
        self._number = number
        self.name = name
        self.mode = "w"
        self.buffer = LogBytes(sink, number)

    def writable(self):
        return True

    def fileno(self):
        """Returns the descriptor of the buffer."""
        return self.buffer.fileno()

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        _write(self._sink, self._number, text)
        return len(text)

    def reconfigure(self, **options):
        """Accepts the options of a text stream and ignores them."""

    def close(self):
        """Does nothing: the platform's log stays open as long as the environment lives."""

    def __repr__(self):
        return f"<{type(self).__name__} name={self.name!r} encoding={self.encoding!r}>"


class EmptyInput(io.TextIOWrapper):
    """A standard input without contents."""

    def __init__(self):
        super().__init__(io.BytesIO(), encoding="utf-8")

    def fileno(self):
        """Returns the descriptor that child processes get."""
        return active.function.child_output.descriptor(0)


class PlatformHandler(logging.Handler):
    """The handler that the platform adds to the root logger."""

    def __init__(self, sink):
        super().__init__()
        self._sink = sink
        self.request_id = ""
        formatter = logging.Formatter(
            "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s",
            "%Y-%m-%dT%H:%M:%S",
        )
        formatter.converter = time.gmtime
        self.setFormatter(formatter)

    def emit(self, record):
        record.aws_request_id = self.request_id
        # Exceptions pass, as on the platform: a record that cannot be formatted fails the invocation.
        self.write(self.format(record) + "\n")

    def write(self, text):
        """Writes text to the log unchanged."""
        _write(self._sink, 0, text)

    def warn_of_failed_init(self):
        """Writes the line that the platform logs before the error of an init phase."""
        record = logging.LogRecord("root", logging.WARNING, "", 0, _WARNING, None, None)
        self.emit(record)


class LoggingState:
    """A function's configuration of `logging`: the root logger, named loggers, and the disabled level."""

    def __init__(self, platform_handler):
        self._handlers = [platform_handler]
        self._filters = []
        self._level = logging.WARNING
        self._is_disabled = False
        self._loggers = {}
        self._off_below = 0
        self._by_name, self._all = {}, list(map(weakref.ref, filter(None, self._handlers)))

    def enter(self):
        """Restores the function's configuration."""
        root = logging.root
        root.handlers, root.filters = self._handlers, self._filters
        root.level, root.disabled = self._level, self._is_disabled
        root.manager.loggerDict = self._loggers
        root.manager.disable = self._off_below
        root.manager._clear_cache()
        # `logging.config` closes all handlers that it finds here.
        logging._handlers.data, logging._handlerList[:] = self._by_name, self._all

    def leave(self):
        """Saves the function's configuration."""
        root = logging.root
        self._handlers, self._filters = root.handlers, root.filters
        self._level, self._is_disabled = root.level, root.disabled
        self._loggers = root.manager.loggerDict
        self._off_below = root.manager.disable
        self._by_name, self._all = logging._handlers.data, list(logging._handlerList)


class Streams:
    """The standard streams in `sys` of one function."""

    def __init__(self, sink):
        self.output = LogStream(sink, 0, "<stdout>")
        self.error = LogStream(sink, 1, "<stderr>")
        self._in_place = (EmptyInput(), self.output, self.error)
        self._own = self._in_place

    def enter(self):
        """Restores the function's streams, or what it has replaced them with."""
        sys.stdin, sys.stdout, sys.stderr = self._in_place
        sys.__stdin__, sys.__stdout__, sys.__stderr__ = self._own

    def leave(self):
        """Saves the function's streams."""
        self._in_place = (sys.stdin, sys.stdout, sys.stderr)
