import io
import os
import types
import unittest

import support

active = support.module("active")
child_processes = support.module("child_processes")
guards = support.module("descriptor_guards")


class DescriptorGuardTests(unittest.TestCase):
    def setUp(self):
        streams = types.SimpleNamespace(
            output=types.SimpleNamespace(buffer=io.BytesIO()), error=types.SimpleNamespace(buffer=io.BytesIO())
        )
        self.output = child_processes.ChildOutput(streams)
        self.written = streams.output.buffer
        active.function = types.SimpleNamespace(child_output=self.output, streams=streams)
        self.addCleanup(setattr, active, "function", None)
        self.addCleanup(self.output.close)

    def test_the_descriptor_of_standard_output_stays_open(self):
        fd = self.output.descriptor(1)
        guards._checking(os.pwrite)(fd, b"one ", 0)
        guards.close(fd)
        with guards.open_file(fd, "ab") as file:
            file.write(b"two ")
        with guards.FileIO(1, "a") as file:
            file.write(b"three")
        self.output.flush()
        self.assertEqual(self.written.getvalue(), b"one two three")

    def test_a_descriptor_that_the_function_has_not_opened_is_refused(self):
        reader, writer = os.pipe()
        self.addCleanup(os.close, reader)
        self.addCleanup(os.close, writer)
        for use in (guards.close, guards.open_file, guards.FileIO, guards._checking(os.read)):
            with self.assertRaises(OSError) as caught:
                use(reader)
            self.assertEqual(str(caught.exception), "[Errno 9] Bad file descriptor")

    def test_a_number_that_came_to_name_another_file_is_refused(self):
        reader, writer = guards._registering(os.pipe)()
        other = os.open("/dev/null", os.O_RDONLY)
        os.dup2(other, reader)
        self.addCleanup(os.close, reader)
        self.addCleanup(os.close, other)
        self.assertRaises(OSError, guards.close, reader)
        guards.close(writer)


if __name__ == "__main__":
    unittest.main()
