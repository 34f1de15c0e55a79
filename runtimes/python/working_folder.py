"""A working folder of a function's own: its package, as on the platform, or where it has gone since.

A process has one working folder, and a thread with another one would hand it on to the threads that the host
starts from there. So relative paths are made absolute on their way into `open` and `os`; the import system, C
extensions and paths that begin with a descriptor know nothing of it.
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
    """Puts itself before every function of `os` that takes a path."""
    for name in _ONE_PATH:
        setattr(os, name, _with_path(getattr(os, name)))
    for name in _TWO_PATHS:
        setattr(os, name, _with_two_paths(getattr(os, name)))
    os.symlink = _with_link(os.symlink)
    os.chdir, os.fchdir, os.getcwd, os.getcwdb = chdir, fchdir, getcwd, getcwdb
    builtins.open = io.open = _with_path(io.open)


def chdir(path):
    """Goes to another folder."""
    if isinstance(path, int):
        return fchdir(path)
    wanted = _normalized(_join(active.function.working_folder, os.fsdecode(path)))
    if not _isdir(wanted):
        number = errno.ENOTDIR if os.path.exists(wanted) else errno.ENOENT
        raise OSError(number, _strerror(number), path)
    active.function.working_folder = wanted


def fchdir(fd):
    """Goes to the folder that a descriptor stands for."""
    chdir(_readlink(f"/proc/self/fd/{fd}"))


def getcwd():
    """Tells the folder that relative paths begin in."""
    return active.function.working_folder


def getcwdb():
    """As `getcwd`, in bytes."""
    return _fsencode(getcwd())


def resolved(path):
    """Makes a path absolute; a descriptor stays what it is."""
    if isinstance(path, int):
        return path
    path = _fspath(path)
    if isinstance(path, bytes):
        return path if path[:1] in (b"/", b"") else _join(getcwdb(), path)
    return path if path[:1] in ("/", "") else _join(getcwd(), path)


def for_child(folder):
    """Tells where a child process starts. The package of a function in memory need not be there."""
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
        # Where a link leads to is read from where the link stands.
        target = dst if keywords.get("dir_fd") is not None else resolved(dst)
        return function(src, target, *arguments, **keywords)

    return _named(with_link, function)


def _named(wrapper, function):
    wrapper.__name__ = wrapper.__qualname__ = function.__name__
    wrapper.__doc__ = function.__doc__
    return wrapper
