"""A function's failures as the platform tells them (spec 5.4 and 5.5), and their log lines (spec 5.6).

An outcome that is not an answer is a tuple: "failed" or "exited", type, message, list of trace items.
"""

import traceback

OWN_FILE_PREFIX = "<brink>/"

_extract_tb = traceback.extract_tb
_format_list = traceback.format_list
_format_exception = traceback.format_exception
_NO_BREAK_SPACE = "\u00a0"


class Fault(Exception):
    """A failure that the platform itself finds, such as a handler that is not there."""

    def __init__(self, kind, message, trace=()):
        super().__init__(message)
        self.kind = f"Runtime.{kind}"
        self.message = message
        self.trace = list(trace)


def of_fault(fault):
    """Tells a fault."""
    return ("failed", fault.kind, fault.message, fault.trace)


def of_exception(error):
    """Tells an exception that came out of the function's code, with the function's own frames."""
    try:
        message = str(error)
    except Exception:
        # The platform's runtime would die of it; the class name is worth more to a reader.
        message = ""
    try:
        trace = user_frames(error)
    except Exception:
        # A handler can break `traceback` for itself, and `os` below it.
        trace = []
    return ("failed", type(error).__name__, message, trace)


def user_frames(error):
    """Formats the frames of an exception's traceback, without Brink's and without the import that led in."""
    frames = [frame for frame in _extract_tb(error.__traceback__) if not is_own(frame.filename)]
    while frames and _is_import_machinery(frames[0].filename):
        del frames[0]
    # As the platform does: plain tuples, so that no line of carets is added.
    return _format_list([(frame.filename, frame.lineno, frame.name, frame.line) for frame in frames])


def is_own(filename):
    """Tells whether a file is one of Brink's."""
    return filename.startswith(OWN_FILE_PREFIX)


def _is_import_machinery(filename):
    return filename.startswith("<frozen importlib") or filename.endswith("/importlib/__init__.py")


def of_exit(error, request_id):
    """Tells an exception that ends the process: `SystemExit`, and whatever else is no `Exception`."""
    return ("exited", "Runtime.ExitError", exit_message(request_id, exit_reason(_status(error))), [])


def exit_message(request_id, reason):
    """Says as the platform does that the process is gone; an init phase has no request."""
    prefix = f"RequestId: {request_id} " if request_id else ""
    return f"{prefix}Error: {reason}"


def _status(error):
    if not isinstance(error, SystemExit):
        return 1
    if error.code is None:
        return 0
    return error.code & 0xFF if isinstance(error.code, int) else 1


def exit_reason(status):
    """Says as the platform does why a process ended, by its exit status."""
    if status == 0:
        return "Runtime exited without providing a reason"
    return f"Runtime exited with error: exit status {status}"


def last_words(error):
    """What a Python that dies of an exception writes to its standard error."""
    if isinstance(error, SystemExit):
        is_silent = error.code is None or isinstance(error.code, int)
        return "" if is_silent else f"{error.code}\n"
    return "".join(_format_exception(type(error), error, _user_traceback(error.__traceback__)))


def _user_traceback(traceback_item):
    while traceback_item is not None and is_own(traceback_item.tb_frame.f_code.co_filename):
        traceback_item = traceback_item.tb_next
    return traceback_item


def log_record(outcome):
    """The log line of a failure: one record, its lines parted by carriage returns."""
    _, kind, message, trace = outcome
    lines = [f"[ERROR] {kind}: {message}" if message else f"[ERROR] {kind}"]
    lines.append("Traceback (most recent call last):")
    for item in trace:
        lines += [_indented(line) for line in item.splitlines()]
    return "\r".join(lines).replace("\n", "\r") + "\n"


def _indented(line):
    text = line.lstrip(" ")
    return _NO_BREAK_SPACE * (len(line) - len(text)) + text
