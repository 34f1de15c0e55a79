"""Reads events and writes results as JSON like the platform's runtime: docs/platform.md, "Python handlers".

The platform writes with simplejson: like json with NaN allowed, `Decimal` written as a number, and bytes inside
a result as text. Unlike simplejson, named tuples are not written as objects.
"""

import json
import os
import re
import sys
import types

from .failures import PlatformError

_scan = json.JSONDecoder().scan_once
_modules = sys.modules
_CoroutineType = types.CoroutineType
_WHITESPACE = " \t\n\r"

# json cannot write given digits: those of a `Decimal` are written as a string with an unguessable prefix, and
# unwrapped afterwards.
_NUMBER_MARK = f"number-{os.urandom(16).hex()}:"
_unwrap_numbers = re.compile(f'"{_NUMBER_MARK}([^"]*)"').sub


def read_event(text):
    """Reads an event. The host has checked that it is JSON."""
    try:
        return _scan(text.lstrip(_WHITESPACE), 0)[0]
    except (ValueError, StopIteration) as error:
        raise PlatformError("UnmarshalError", f"Unable to unmarshal input: {error}") from None


def make_write_result(release):
    """Creates the function that writes results for a runtime, such as 11 for python3.11."""
    # Created once: `JSONEncoder.encode` would create it again for every result.
    encode_string = json.encoder.encode_basestring_ascii if release < 12 else json.encoder.encode_basestring
    parents = {}
    encode = json.encoder.c_make_encoder(
        parents, _default, encode_string, None, ": ", ", ", False, False, True
    )
    join = "".join

    def write_result(result):
        """Writes a result as bytes: JSON, or the bytes that the handler returned."""
        try:
            if isinstance(result, bytes):
                return bytes(result)
            text = join(encode(result, 0))
            if _NUMBER_MARK in text:
                text = _unwrap_numbers(r"\1", text)
            return text.encode()
        except Exception as error:
            parents.clear()
            raise PlatformError("MarshalError", f"Unable to marshal response: {error}") from None

    return write_result


def _default(value):
    if isinstance(value, bytes):
        return value.decode()
    decimal = _modules.get("decimal")
    if decimal is not None and isinstance(value, decimal.Decimal):
        return float("nan") if value.is_nan() else f"{_NUMBER_MARK}{value}"
    if isinstance(value, _CoroutineType):
        # It is never awaited; closing it avoids the warning about that.
        value.close()
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")
