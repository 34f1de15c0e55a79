import os
import types
import unittest

import support

active = support.module("active")
child_processes = support.module("child_processes")
environment = support.module("environment")
log_streams = support.module("log_streams")


class EnvironmentTests(unittest.TestCase):
    def setUp(self):
        self.addCleanup(setattr, os.environ, "_data", os.environ._data)
        self.addCleanup(setattr, os.environb, "_data", os.environb._data)

    def test_functions_see_and_change_only_their_own_variables(self):
        one, other = environment.Environment({"NAME": "one"}), environment.Environment({"NAME": "other"})
        one.enter()
        os.environ._data[b"ADDED"] = b"1"
        one.leave()
        other.enter()
        seen_by_other = dict(os.environ)
        other.leave()
        one.enter()
        seen_by_one = dict(os.environ), os.environb[b"NAME"]
        one.leave()
        self.assertEqual(seen_by_other, {"NAME": "other"})
        self.assertEqual(seen_by_one, ({"NAME": "one", "ADDED": "1"}, b"one"))


class ChildProcessTests(unittest.TestCase):
    def setUp(self):
        self.sink = support.Sink()
        output = child_processes.ChildOutput(log_streams.Streams(self.sink))
        self.addCleanup(output.close)
        active.function = types.SimpleNamespace(child_output=output, working_directory="/")
        self.addCleanup(setattr, active, "function", None)
        self.addCleanup(setattr, child_processes, "_fork_exec", child_processes._fork_exec)
        child_processes._fork_exec = lambda *arguments: arguments

    def test_a_child_inherits_directory_variables_and_streams_of_the_function(self):
        started = child_processes.fork_exec([], [], True, (), None, None, -1, -1, -1, -1, -1, -1)
        self.assertEqual(started[4], "/")
        self.assertIn(b"PATH=" + os.environb[b"PATH"], started[5])
        os.write(started[9], b"to output\n")
        os.write(started[11], b"to error\n")
        active.function.child_output.flush()
        active.function.child_output.flush()
        self.assertEqual((self.sink.output, self.sink.error), ("to output\n", "to error\n"))

    def test_explicit_arguments_for_a_child_are_kept(self):
        started = child_processes.fork_exec([], [], True, (), "/usr", [b"A=1"], 7, -1, -1, 8, -1, 9)
        self.assertEqual((started[4], started[5]), ("/usr", [b"A=1"]))
        self.assertEqual((started[6], started[9], started[11]), (7, 8, 9))
        self.assertFalse(active.function.child_output.is_open)


if __name__ == "__main__":
    unittest.main()
