import os
import signal
import tempfile
import types
import unittest

import support

active = support.module("active")
process_guards = support.module("process_guards")
signal_guards = support.module("signal_guards")
working_directory = support.module("working_directory")


class GuardTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = os.path.realpath(folder.name)
        active.function = types.SimpleNamespace(
            request_id="1", signal_handlers={}, working_directory=self.folder
        )
        signal_guards._end_process = process_guards._end_process
        self.addCleanup(setattr, active, "function", None)

    def message_of_end(self, body, *arguments):
        with self.assertRaises(support.Ended) as caught:
            body(*arguments)
        return str(caught.exception)

    def test_the_end_of_the_process_ends_the_invocation(self):
        prefix = "RequestId: 1 Error: "
        status = self.message_of_end(process_guards.exit_now, 3)
        self.assertEqual(status, prefix + "Runtime exited with error: exit status 3")
        nothing = prefix + "Runtime exited without providing a reason"
        self.assertEqual(self.message_of_end(process_guards.exit_now, 0), nothing)
        self.assertEqual(self.message_of_end(process_guards.execute, "/bin/true", []), nothing)
        aborted = prefix + "Runtime exited with error: signal: aborted"
        self.assertEqual(self.message_of_end(process_guards.abort), aborted)

    def test_a_deadly_signal_to_itself_ends_the_invocation(self):
        message = "RequestId: 1 Error: Runtime exited with error: signal: killed"
        self.assertEqual(self.message_of_end(signal_guards.kill, os.getpid(), 9), message)
        self.assertEqual(self.message_of_end(signal_guards.killpg, 0, 9), message)

    def test_signal_handlers_are_set_and_called(self):
        seen = []
        before = signal_guards.signal(signal.SIGUSR1, lambda number, frame: seen.append(number))
        signal_guards.kill(os.getpid(), signal.SIGUSR1)
        self.assertEqual((before, seen), (signal.SIG_DFL, [signal.SIGUSR1]))
        self.assertNotEqual(signal.getsignal(signal.SIGUSR1), signal_guards.getsignal(signal.SIGUSR1))

    def test_harmless_signals_do_nothing(self):
        signal_guards.signal(signal.SIGTERM, signal.SIG_IGN)
        signal_guards.raise_signal(signal.SIGTERM)
        signal_guards.raise_signal(signal.SIGCHLD)
        signal_guards.kill(os.getpid(), 0)

    def test_invalid_signal_handlers_are_refused(self):
        self.assertRaises(ValueError, signal_guards.signal, 1000, signal.SIG_DFL)
        self.assertRaises(TypeError, signal_guards.signal, signal.SIGTERM, "no handler")
        self.assertRaises(OSError, signal_guards.signal, signal.SIGKILL, signal.SIG_IGN)

    def test_changing_directory_leaves_that_of_the_process(self):
        before = os.getcwd()
        os.mkdir(os.path.join(self.folder, "sub"))
        working_directory.chdir("sub")
        self.assertEqual(working_directory.getcwd(), os.path.join(self.folder, "sub"))
        self.assertEqual(working_directory.resolved("a/b"), os.path.join(self.folder, "sub", "a/b"))
        self.assertEqual(working_directory.resolved(b"/c"), b"/c")
        self.assertEqual(working_directory.resolved(3), 3)
        self.assertRaises(FileNotFoundError, working_directory.chdir, "nowhere")
        self.assertEqual(os.getcwd(), before)

    def test_an_error_names_the_original_path(self):
        opened = working_directory._with_path(open)
        with self.assertRaises(FileNotFoundError) as caught:
            opened("gone.txt")
        self.assertEqual(caught.exception.filename, "gone.txt")


if __name__ == "__main__":
    unittest.main()
