"""A function's failures as the platform reports them, and their log lines.

docs/platform.md, "Python handlers", "Error payloads" and "Log lines". A failure is a tuple: "failed" or
"exited", type, message, list of trace items.
"""

import traceback

from . import declared_version

OWN_FILE_PREFIX = "<brink>/"

_extract_tb = traceback.extract_tb
_format_list = traceback.format_list
_format_exception = traceback.format_exception
_NO_BREAK_SPACE = "\u00a0"


class PlatformError(Exception):
    """An error that the platform itself raises, such as for a missing handler."""

    def __init__(self, kind, message, trace=()):
        super().__init__(message)
        self.kind = f"Runtime.{kind}"
        self.message = message
        self.trace = list(trace)


def of_platform_error(error):
    """Returns the failure of a `PlatformError`."""
    return ("failed", error.kind, error.message, error.trace)


def of_exception(error, settings):
    """Returns the failure of an exception from the function's code, with only the function's frames."""
    try:
        message = str(error) + declared_version.hint(error, settings)
    except Exception:
        # The platform's runtime would crash here; the class name helps more.
        message = ""
    try:
        trace = user_frames(error)
    except Exception:
        # A handler can break `traceback` for itself, and `os`, which it uses.
        trace = []
    return ("failed", type(error).__name__, message, trace)


def user_frames(error):
    """Formats an exception's frames, without Brink's own and the import machinery above them."""
    frames = [frame for frame in _extract_tb(error.__traceback__) if not is_own(frame.filename)]
    while frames and _is_import_machinery(frames[0].filename):
        del frames[0]
    # Plain tuples as on the platform, so that no line of carets is added.
    return _format_list([(frame.filename, frame.lineno, frame.name, frame.line) for frame in frames])


def is_own(filename):
    """Returns true if a file is one of Brink's own."""
    return filename.startswith(OWN_FILE_PREFIX)


def _is_import_machinery(filename):
    return filename.startswith("<frozen importlib") or filename.endswith("/importlib/__init__.py")


def of_exit(error, request_id):
    """Returns the failure of an exception that ends the process: `SystemExit`, or another non-`Exception`."""
    return ("exited", "Runtime.ExitError", exit_message(request_id, exit_reason(_status(error))), [])


def exit_message(request_id, reason):
    """Formats the platform's message for the end of the process; the init phase has no request."""
    prefix = f"RequestId: {request_id} " if request_id else ""
    return f"{prefix}Error: {reason}"


def _status(error):
    if not isinstance(error, SystemExit):
        return 1
    if error.code is None:
        return 0
    return error.code & 0xFF if isinstance(error.code, int) else 1


def exit_reason(status):
    """Formats the platform's reason for the end of a process with an exit status."""
    if status == 0:
        return "Runtime exited without providing a reason"
    return f"Runtime exited with error: exit status {status}"


def last_words(error):
    """Returns what Python writes to standard error when an exception ends it."""
    if isinstance(error, SystemExit):
        is_silent = error.code is None or isinstance(error.code, int)
        return "" if is_silent else f"{error.code}\n"
    return "".join(_format_exception(type(error), error, _user_traceback(error.__traceback__)))


def _user_traceback(traceback_item):
    while traceback_item is not None and is_own(traceback_item.tb_frame.f_code.co_filename):
        traceback_item = traceback_item.tb_next
    return traceback_item


def log_record(failure):
    """Formats the log lines of a failure."""
    _, kind, message, trace = failure
    lines = [f"[ERROR] {kind}: {message}" if message else f"[ERROR] {kind}"]
    lines.append("Traceback (most recent call last):")
    for item in trace:
        lines += [_indented(line) for line in item.splitlines()]
    return "\n".join(lines) + "\n"


def _indented(line):
    text = line.lstrip(" ")
    return _NO_BREAK_SPACE * (len(line) - len(text)) + text
