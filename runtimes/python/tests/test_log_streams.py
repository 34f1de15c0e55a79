import logging
import re
import sys
import unittest

import support

log_streams = support.module("log_streams")


class StreamTests(unittest.TestCase):
    def setUp(self):
        self.sink = support.Sink()
        self.streams = log_streams.Streams(self.sink)

    def test_output_goes_to_the_log_at_once(self):
        print("a", 1, file=self.streams.output)
        print("b", end="", file=self.streams.error)
        self.streams.output.buffer.write(b"c\n")
        self.streams.output.writelines(["d", "e"])
        self.assertEqual((self.sink.output, self.sink.error), ("a 1\nc\nde", "b"))

    def test_a_stream_behaves_like_a_text_file_without_a_terminal(self):
        stream = self.streams.output
        self.assertEqual(stream.write("four"), 4)
        self.assertFalse(stream.isatty())
        self.assertTrue(stream.writable())
        self.assertIsNone(stream.flush())
        self.assertRaises(TypeError, stream.write, b"bytes")
        stream.close()
        self.assertEqual(stream.write("still open"), 10)

    def test_streams_and_their_replacements_are_restored(self):
        before = sys.stdin, sys.stdout, sys.stderr, sys.__stdin__, sys.__stdout__, sys.__stderr__
        replacement = log_streams.LogStream(support.Sink(), 0, "own")
        try:
            self.streams.enter()
            input_is_empty = sys.stdin.read() == ""
            first = sys.stdout
            sys.stdout = replacement
            self.streams.leave()
            self.streams.enter()
            second = sys.stdout
        finally:
            sys.stdin, sys.stdout, sys.stderr, sys.__stdin__, sys.__stdout__, sys.__stderr__ = before
        self.assertTrue(input_is_empty)
        self.assertIs(first, self.streams.output)
        self.assertIs(second, replacement)


class LoggingTests(unittest.TestCase):
    def setUp(self):
        self.sink = support.Sink()
        self.handler = log_streams.PlatformHandler(self.sink)
        outside = log_streams.LoggingState(None)
        outside.leave()
        self.addCleanup(outside.enter)

    def test_a_record_has_the_format_of_the_platform(self):
        log_streams.LoggingState(self.handler).enter()
        self.handler.request_id = "id-1"
        logging.warning("two\nlines")
        logging.info("below the level")
        self.assertRegex(
            self.sink.output,
            re.compile(r"\A\[WARNING\]\t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\tid-1\ttwo\nlines\n\Z"),
        )

    def test_functions_configure_logging_independently(self):
        one = log_streams.LoggingState(self.handler)
        other = log_streams.LoggingState(log_streams.PlatformHandler(support.Sink()))
        one.enter()
        logging.getLogger().setLevel(logging.DEBUG)
        logging.getLogger("app").setLevel(logging.ERROR)
        one.leave()
        other.enter()
        seen_by_other = logging.root.level, logging.getLogger("app").level
        other.leave()
        one.enter()
        seen_by_one = logging.root.level, logging.getLogger("app").level
        self.assertEqual(seen_by_other, (logging.WARNING, logging.NOTSET))
        self.assertEqual(seen_by_one, (logging.DEBUG, logging.ERROR))

    def test_a_failed_init_logs_a_warning(self):
        self.handler.warn_of_failed_init()
        self.assertIn("\t\tLAMBDA_WARNING: Unhandled exception.", self.sink.output)


if __name__ == "__main__":
    unittest.main()
