"""Descriptors by number: a function can use its own; those of the process belong to the host.

The numbers 0 to 2 are the function's standard streams. Other numbers are the function's if it has opened them in
one of the ways below, and they still name the same file, or if one of its files or sockets holds them. What is not
guarded is in ARCHITECTURE.md, "What one process cannot contain".
"""

import builtins
import errno
import gc
import io
import os
import posix
import sys
import weakref

from . import active, declared_version

_close, _dup, _dup2, _fstat = os.close, os.dup, os.dup2, os.fstat
_write = os.write
_open, _FileIO = io.open, io.FileIO
_get_objects = gc.get_objects
_modules = sys.modules
_LAST_STANDARD_STREAM = 2
_MOST_DESCRIPTORS = 1 << 16

# The device and the inode of each descriptor that a function has opened and not given to a file or socket.
_opened = {}
# The files that functions opened, by the descriptor that they had then. A closed one has it no longer.
_files = weakref.WeakValueDictionary()

# Functions of `os` that return new descriptors, and functions whose first argument is a descriptor to use.
_MAKERS = ("open", "pipe", "pipe2", "dup", "memfd_create", "eventfd", "openpty", "pidfd_open", "posix_openpt")
_USERS = (
    "ftruncate", "lseek", "posix_fallocate", "pread", "preadv", "pwrite", "pwritev", "read", "readv", "sendfile",
    "set_blocking", "set_inheritable", "splice", "write", "writev",
)  # fmt: skip


def install():
    """Replaces what opens, uses and closes descriptors. Before `socket` is imported."""
    for name in _MAKERS:
        _replace(name, _registering)
    for name in _USERS:
        _replace(name, _checking)
    for name, guard in (("close", close), ("closerange", close_range), ("dup2", duplicate)):
        _replace(name, lambda function, guard=guard: guard)
    builtins.open = io.open = open_file
    io.FileIO = FileIO
    sys.meta_path.insert(0, declared_version.AfterImport("socket", guard_sockets))


def _replace(name, make_guard):
    for module in (os, posix):
        if hasattr(module, name):
            setattr(module, name, make_guard(getattr(module, name)))


def _identity(fd):
    status = _fstat(fd)
    return status.st_dev, status.st_ino


def register(fd):
    """Makes a descriptor the function's; returns it."""
    _opened[fd] = _identity(fd)
    return fd


def checked(fd):
    """Returns a descriptor that is the function's own; for a standard stream, that of its log or empty input."""
    if not isinstance(fd, int):
        return fd
    output = active.function.child_output
    if 0 <= fd <= _LAST_STANDARD_STREAM:
        return output.descriptor(fd)
    if output.holds(fd):
        return fd
    if _opened.get(fd) == _identity(fd):
        return fd
    if not _is_held(fd):
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return fd


def _is_held(fd):
    """Looks for a file or a socket with the descriptor; slow where it is none that ``open`` returned."""
    file = _files.get(fd)
    if file is not None and not file.closed and file.fileno() == fd:
        return True
    socket = _modules.get("_socket")
    kinds = (_FileIO,) if socket is None else (_FileIO, socket.socket)
    return any(isinstance(held, kinds) and not _is_closed(held) and held.fileno() == fd for held in _get_objects())


def _is_closed(held):
    return held.closed if isinstance(held, _FileIO) else held.fileno() < 0


def _registering(function):
    def registering(*arguments, **keywords):
        made = function(*arguments, **keywords)
        for fd in made if isinstance(made, tuple) else (made,):
            register(fd)
        return made

    registering.__name__ = registering.__qualname__ = function.__name__
    return registering


def _checking(function):
    def checking(fd, /, *arguments, **keywords):
        if function is _write and (fd == 1 or fd == 2):
            streams = active.function.streams
            return (streams.output if fd == 1 else streams.error).buffer.write(*arguments)
        return function(checked(fd), *arguments, **keywords)

    checking.__name__ = checking.__qualname__ = function.__name__
    return checking


def close(fd):
    """`os.close`, except for the standard streams."""
    if not 0 <= fd <= _LAST_STANDARD_STREAM and not active.function.child_output.holds(fd):
        _close(checked(fd))
        _opened.pop(fd, None)


def close_range(fd_low, fd_high, /):
    """`os.closerange`, of the function's own descriptors."""
    for fd in range(max(fd_low, _LAST_STANDARD_STREAM + 1), min(fd_high, _MOST_DESCRIPTORS)):
        try:
            close(fd)
        except OSError:
            pass


def duplicate(fd, fd2, inheritable=True):
    """`os.dup2`, except that it replaces neither the process's standard streams nor the host's descriptors."""
    if 0 <= fd2 <= _LAST_STANDARD_STREAM:
        raise OSError(errno.EBADF, "the standard streams belong to the host: set sys.stdout instead")
    try:
        _fstat(fd2)
    except OSError:
        pass
    else:
        checked(fd2)
    return register(_dup2(checked(fd), fd2, inheritable))


def open_file(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
    """`open`, which accepts the function's own descriptors only."""
    if isinstance(file, int):
        file, closefd = _openable(file, closefd)
    return hold(_open(file, mode, buffering, encoding, errors, newline, closefd, opener), closefd)


def hold(file, closes):
    """Makes a file's descriptor the function's for as long as the file is open; returns the file."""
    fd = file.fileno()
    _files[fd] = file
    if closes:
        _opened.pop(fd, None)
    return file


def _openable(fd, closes):
    own = checked(fd)
    # The files of the standard streams stay open.
    return (_dup(own), True) if active.function.child_output.holds(own) else (own, closes)


class _KindOfFileIO(type):
    def __instancecheck__(cls, instance):
        return isinstance(instance, _FileIO)


class FileIO(_FileIO, metaclass=_KindOfFileIO):
    """`io.FileIO`, which accepts the function's own descriptors only."""

    def __init__(self, file, mode="r", closefd=True, opener=None):
        if isinstance(file, int):
            file, closefd = _openable(file, closefd)
        super().__init__(file, mode, closefd, opener)
        hold(self, closefd)


def guard_sockets():
    """Guards `socket.close`, and follows the descriptors that sockets give up."""
    socket = _modules["socket"]
    detach = socket.socket.detach

    def detach_registered(self):
        fd = detach(self)
        return fd if fd < 0 else register(fd)

    detach_registered.__name__ = "detach"
    socket.socket.detach = detach_registered
    socket.close = _modules["_socket"].close = close
