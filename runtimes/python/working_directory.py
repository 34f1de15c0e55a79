"""A working directory per function: its package, as on the platform, until it changes it.

A process has one working directory, and a thread with its own would pass it on to threads that the host starts
from it. So `open` and `os` receive absolute paths instead of relative ones. The import system, C extensions and
paths relative to a descriptor are not covered.
"""

import builtins
import errno
import io
import os

from . import active

_fspath, _fsencode, _join, _normalized = os.fspath, os.fsencode, os.path.join, os.path.normpath
_isdir, _readlink, _strerror = os.path.isdir, os.readlink, os.strerror

_ONE_PATH = (
    "access", "chmod", "chown", "lchown", "listdir", "listxattr", "getxattr", "lstat", "mkdir", "mkfifo",
    "open", "readlink", "remove", "removexattr", "rmdir", "scandir", "setxattr", "stat", "statvfs",
    "truncate", "unlink", "utime",
)  # fmt: skip
_TWO_PATHS = ("link", "rename", "replace")


def install():
    """Wraps `open` and every function of `os` that takes a path."""
    for name in _ONE_PATH:
        setattr(os, name, _with_path(getattr(os, name)))
    for name in _TWO_PATHS:
        setattr(os, name, _with_two_paths(getattr(os, name)))
    os.symlink = _with_link(os.symlink)
    os.chdir, os.fchdir, os.getcwd, os.getcwdb = chdir, fchdir, getcwd, getcwdb
    builtins.open = io.open = _with_path(io.open)


def chdir(path):
    """Changes the working directory."""
    if isinstance(path, int):
        return fchdir(path)
    wanted = _normalized(_join(active.function.working_directory, os.fsdecode(path)))
    if not _isdir(wanted):
        number = errno.ENOTDIR if os.path.exists(wanted) else errno.ENOENT
        raise OSError(number, _strerror(number), path)
    active.function.working_directory = wanted


def fchdir(fd):
    """Changes the working directory to the folder of a descriptor."""
    chdir(_readlink(f"/proc/self/fd/{fd}"))


def getcwd():
    """Returns the working directory."""
    return active.function.working_directory


def getcwdb():
    """Like `getcwd`, as bytes."""
    return _fsencode(getcwd())


def resolved(path):
    """Makes a path absolute; returns a descriptor unchanged."""
    if isinstance(path, int):
        return path
    path = _fspath(path)
    if isinstance(path, bytes):
        return path if path[:1] in (b"/", b"") else _join(getcwdb(), path)
    return path if path[:1] in ("/", "") else _join(getcwd(), path)


def for_child(folder):
    """Returns the working directory of a child process. The package of a function in memory may not exist."""
    if folder is not None:
        return resolved(folder)
    return getcwd() if _isdir(getcwd()) else "/"


def _with_path(function):
    def with_path(path=".", *arguments, **keywords):
        if "file" in keywords:
            path = keywords.pop("file")
        absolute = path if keywords.get("dir_fd") is not None else resolved(path)
        try:
            return function(absolute, *arguments, **keywords)
        except OSError as error:
            if error.filename is not None and error.filename is absolute:
                error.filename = path
            raise

    return _named(with_path, function)


def _with_two_paths(function):
    def with_two_paths(src, dst, **keywords):
        source = src if keywords.get("src_dir_fd") is not None else resolved(src)
        target = dst if keywords.get("dst_dir_fd") is not None else resolved(dst)
        return function(source, target, **keywords)

    return _named(with_two_paths, function)


def _with_link(function):
    def with_link(src, dst, *arguments, **keywords):
        # A link's target is relative to the link.
        target = dst if keywords.get("dir_fd") is not None else resolved(dst)
        return function(src, target, *arguments, **keywords)

    return _named(with_link, function)


def _named(wrapper, function):
    wrapper.__name__ = wrapper.__qualname__ = function.__name__
    wrapper.__doc__ = function.__doc__
    return wrapper
