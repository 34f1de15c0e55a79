"""Loads Brink's own Python outside of Brink, as the same package as inside."""

import importlib.util
import os
import sys
import types

PACKAGE = "brink_runtime"
FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Sink:
    """The output of a function, by stream."""

    def __init__(self):
        self.output = ""
        self.error = ""

    def write(self, stream, written):
        text = written if isinstance(written, str) else bytes(written).decode()
        if stream == 0:
            self.output += text
        else:
            self.error += text


class Stopped(BaseException):
    """Stands in for the exception that ends a call."""


class Ended(BaseException):
    """Raised where the host would end the call."""


def _end_process(message):
    raise Ended(message)


def _is_plain(value, depth=0):
    kind = type(value)
    if depth > 64:
        return False
    if kind is dict:
        return all(type(name) is str and _is_plain(member, depth + 1) for name, member in value.items())
    if kind is list or kind is tuple:
        return all(_is_plain(element, depth + 1) for element in value)
    return value is None or kind in (str, bool, int, float)


def _make_native():
    native = types.ModuleType("_brink")
    native.write = lambda sink, stream, written: sink.write(stream, written)
    native.adopt_thread = lambda sink: None
    native.leave_thread = lambda: None
    native.stop_thread = lambda ident: None
    native.end_process = _end_process
    native.encode = lambda result: False
    native.is_plain = _is_plain
    native.type_versions = lambda types: repr([dict(vars(kind)) for kind in types]).encode()
    native.Stopped = Stopped
    return native


def _load_package():
    sys.modules["_brink"] = _make_native()
    spec = importlib.util.spec_from_file_location(
        PACKAGE, os.path.join(FOLDER, "__init__.py"), submodule_search_locations=[FOLDER]
    )
    sys.modules[PACKAGE] = importlib.util.module_from_spec(spec)


def module(name):
    """Imports one module of the package."""
    if PACKAGE not in sys.modules:
        _load_package()
    return importlib.import_module(f"{PACKAGE}.{name}")


def raised(body):
    """Runs a function that raises, and returns the exception with its traceback."""
    try:
        body()
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


VARIABLES = {
    "AWS_LAMBDA_FUNCTION_NAME": "us-east-1.test",
    "AWS_LAMBDA_FUNCTION_VERSION": "3",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
    "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/us-east-1.test",
    "AWS_LAMBDA_LOG_STREAM_NAME": "2026/01/01/[3]0",
}
