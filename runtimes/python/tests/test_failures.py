import sys
import unittest

import support

failures = support.module("failures")


def fail():
    raise KeyError("cookie")


class FailureTests(unittest.TestCase):
    def test_an_exception_is_reported_with_class_message_and_frames(self):
        status, kind, message, trace = failures.of_exception(support.raised(fail), {"release": sys.version_info[1]})
        self.assertEqual((status, kind, message), ("failed", "KeyError", "'cookie'"))
        self.assertTrue(trace[-1].startswith(f'  File "{__file__}", line '))
        self.assertTrue(trace[-1].endswith(', in fail\n    raise KeyError("cookie")\n'))

    def test_our_own_frames_are_left_out(self):
        own = {}
        exec(compile("def call(body):\n    body()\n", "<brink>/bootstrap.py", "exec"), own)
        error = support.raised(lambda: own["call"](fail))
        self.assertFalse([item for item in failures.user_frames(error) if "<brink>" in item])

    def test_an_exception_whose_str_raises_has_no_message(self):
        class Mute(Exception):
            def __str__(self):
                raise ValueError

        self.assertEqual(failures.of_exception(Mute(), {"release": sys.version_info[1]})[1:3], ("Mute", ""))

    def test_exit_codes_are_reported_as_on_the_platform(self):
        def message(code, request_id="1"):
            return failures.of_exit(SystemExit(code), request_id)[2]

        self.assertEqual(message(3), "RequestId: 1 Error: Runtime exited with error: exit status 3")
        self.assertEqual(message(256 + 4), "RequestId: 1 Error: Runtime exited with error: exit status 4")
        self.assertEqual(message("bye"), "RequestId: 1 Error: Runtime exited with error: exit status 1")
        self.assertEqual(message(None), "RequestId: 1 Error: Runtime exited without providing a reason")
        self.assertEqual(message(0, ""), "Error: Runtime exited without providing a reason")

    def test_other_base_exceptions_exit_with_status_1(self):
        failure = failures.of_exit(KeyboardInterrupt(), "1")
        self.assertEqual(failure[0:2], ("exited", "Runtime.ExitError"))
        self.assertTrue(failure[2].endswith("exit status 1"))

    def test_last_words_are_those_of_python(self):
        self.assertEqual(failures.last_words(SystemExit(3)), "")
        self.assertEqual(failures.last_words(SystemExit("bye")), "bye\n")
        self.assertTrue(failures.last_words(support.raised(fail)).startswith("Traceback (most recent call last)"))

    def test_a_log_record_indents_with_no_break_spaces(self):
        record = failures.log_record(("failed", "E", "a\nb", ['  File "f", line 1, in g\n    x\n']))
        self.assertEqual(
            record,
            "[ERROR] E: a\nb\nTraceback (most recent call last):\n"
            '\u00a0\u00a0File "f", line 1, in g\n\u00a0\u00a0\u00a0\u00a0x\n',
        )

    def test_a_log_record_without_a_message_has_no_colon(self):
        self.assertTrue(failures.log_record(("failed", "E", "", [])).startswith("[ERROR] E\n"))


if __name__ == "__main__":
    unittest.main()
