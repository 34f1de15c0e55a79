"""Reads events and writes results as JSON like the platform's runtime: docs/platform.md, "Python handlers".

The platform writes with simplejson. json's encoder in C writes the same for values of the plain types, and is
used for them; everything else goes through `_Writer`, which follows simplejson.
"""

import json
import sys
import types

import _brink

from .failures import PlatformError

_scan = json.JSONDecoder().scan_once
_modules = sys.modules
_CoroutineType = types.CoroutineType
_WHITESPACE = " \t\n\r"
_is_plain = _brink.is_plain


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
    encode_plain = json.encoder.c_make_encoder(
        None, _refuse, encode_string, None, ": ", ", ", False, False, True
    )
    join = "".join

    def write_result(result):
        """Writes a result as bytes: JSON, or the bytes that the handler returned."""
        try:
            if isinstance(result, bytes):
                return bytes(result)
            pieces = encode_plain(result, 0) if _is_plain(result) else _Writer(encode_string).write(result)
            return join(pieces).encode()
        except RecursionError:
            message = "Unable to marshal response: maximum recursion depth exceeded while encoding a JSON object"
            raise PlatformError("MarshalError", message) from None
        except Exception as error:
            raise PlatformError("MarshalError", f"Unable to marshal response: {error}") from None

    return write_result


def _refuse(value):
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


class _Writer:
    """Writes one value: named tuples, and what else has `_asdict`, as objects; bytes as text."""

    def __init__(self, encode_string):
        self._encode_string = encode_string
        self._pieces = []
        # The ids of the containers around the value that is being written.
        self._around = set()

    def write(self, value):
        """Returns the pieces of the text."""
        self._value(value)
        return self._pieces

    def _value(self, value):
        scalar = self._scalar(value)
        if scalar is not None:
            self._pieces.append(scalar)
        elif (members := _members(value)) is not None:
            self._inside(value, self._object, members)
        elif isinstance(value, (list, tuple)):
            self._inside(value, self._array, value)
        elif isinstance(value, dict):
            self._inside(value, self._object, value)
        else:
            self._pieces.append(_number(value))

    def _scalar(self, value):
        if isinstance(value, str):
            return self._encode_string(value)
        if isinstance(value, bytes):
            return self._encode_string(value.decode())
        return _constant(value)

    def _inside(self, container, write, content):
        if id(container) in self._around:
            raise ValueError("Circular reference detected")
        self._around.add(id(container))
        write(content)
        self._around.discard(id(container))

    def _array(self, elements):
        self._pieces.append("[")
        for index, element in enumerate(elements):
            if index > 0:
                self._pieces.append(", ")
            self._value(element)
        self._pieces.append("]")

    def _object(self, members):
        self._pieces.append("{")
        # An empty object stays empty even if its `items` says otherwise.
        for index, (name, value) in enumerate(members.items() if len(members) > 0 else ()):
            self._pieces.append(", " if index > 0 else "")
            self._pieces.append(self._encode_string(_name(name)))
            self._pieces.append(": ")
            self._value(value)
        self._pieces.append("}")


def _members(value):
    make = getattr(value, "_asdict", None)
    if not callable(make):
        return None
    try:
        members = make()
    except TypeError:
        # As simplejson does: a class has the method too, without an object to call it on.
        return None
    if not isinstance(members, dict):
        raise TypeError(f"_asdict() must return a dict, not {type(members).__name__}")
    return members


def _constant(value):
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    return _float(value) if isinstance(value, float) else None


def _float(value):
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    return float.__repr__(value)


def _name(name):
    if isinstance(name, str):
        return name
    text = name.decode() if isinstance(name, bytes) else _constant(name)
    if text is None:
        raise TypeError(f"keys must be str, int, float, bool or None, not {type(name).__name__}")
    return text


def _number(value):
    decimal = _modules.get("decimal")
    if decimal is not None and isinstance(value, decimal.Decimal):
        return "NaN" if value.is_nan() else str(value)
    if isinstance(value, _CoroutineType):
        # It is never awaited; closing it avoids the warning about that.
        value.close()
    _refuse(value)
