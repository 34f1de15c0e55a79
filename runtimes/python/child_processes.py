"""Child processes of handlers get the function's environment variables and write to its log."""

import os
import posix

import _posixsubprocess

from . import active, working_directory

_fork_exec = _posixsubprocess.fork_exec
_memfd_create = os.memfd_create
_open, _lseek, _ftruncate, _pread, _fstat, _close = (
    os.open, os.lseek, os.ftruncate, os.pread, os.fstat, os.close,
)  # fmt: skip

# The positions of these arguments of `fork_exec`, the same in every version since 3.8.
_FOLDER, _ENVIRONMENT, _INPUT, _OUTPUT, _ERROR = 4, 5, 6, 9, 11
_INHERITED = -1


def install():
    """Wraps the functions that start processes. Before `subprocess` is imported."""
    _posixsubprocess.fork_exec = fork_exec
    os.system = system
    # The other way to start a program; `subprocess` uses it only if it exists.
    for name in ("posix_spawn", "posix_spawnp"):
        for module in (os, posix):
            if hasattr(module, name):
                delattr(module, name)


def fork_exec(*arguments):
    """Starts a program that inherits from the function instead of the process."""
    arguments = list(arguments)
    if arguments[_ENVIRONMENT] is None:
        variables = os.environb
        arguments[_ENVIRONMENT] = [name + b"=" + value for name, value in variables.items()]
    arguments[_FOLDER] = working_directory.for_child(arguments[_FOLDER])
    output = active.function.child_output
    for index, descriptor in ((_INPUT, 0), (_OUTPUT, 1), (_ERROR, 2)):
        if arguments[index] == _INHERITED:
            arguments[index] = output.descriptor(descriptor)
    return _fork_exec(*arguments)


def system(command):
    """Runs a command in a shell and returns its wait status."""
    import subprocess

    status = subprocess.call(command, shell=True)
    return -status if status < 0 else status << 8


class ChildOutput:
    """Files for a child's standard streams, which go to the log at the end of the call.

    Files in memory instead of pipes, because nothing reads them while a handler runs.
    """

    def __init__(self, streams):
        self._streams = {1: streams.output, 2: streams.error}
        self._descriptors = {}
        self.is_open = False

    def descriptor(self, number):
        """Returns the descriptor for a standard stream."""
        self.is_open = True
        if number not in self._descriptors:
            self._descriptors[number] = (
                _open("/dev/null", os.O_RDONLY | os.O_CLOEXEC)
                if number == 0
                else _memfd_create("brink-child-output", os.MFD_CLOEXEC)
            )
        return self._descriptors[number]

    def holds(self, descriptor):
        """Returns true for one of the files."""
        return descriptor in self._descriptors.values()

    def flush(self):
        """Moves the output of child processes to the function's log."""
        for number, stream in self._streams.items():
            descriptor = self._descriptors.get(number)
            if descriptor is not None:
                written = _pread(descriptor, _fstat(descriptor).st_size, 0)
                _ftruncate(descriptor, 0)
                _lseek(descriptor, 0, os.SEEK_SET)
                stream.buffer.write(written)

    def close(self):
        """Closes the files."""
        for descriptor in self._descriptors.values():
            _close(descriptor)
        self._descriptors.clear()
        self.is_open = False
