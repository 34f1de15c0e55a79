import asyncio
import csv
import gc
import random
import socket
import sys
import unittest
import urllib.request

import support

library_state = support.module("library_state")


class LibraryStateTests(unittest.TestCase):
    def setUp(self):
        self.outside = library_state.LibraryState(sys.version_info[1])
        self.outside.leave()
        self.addCleanup(self.outside.enter)

    def function(self, body, release=sys.version_info[1]):
        """Runs a body in a new function's state and returns the state, left, and what the body returned."""
        state = library_state.LibraryState(release)
        return state, self.again(state, body)

    @staticmethod
    def again(state, body):
        state.enter()
        try:
            return body()
        finally:
            state.leave()

    def test_state_does_not_cross_over_and_comes_back(self):
        def change():
            gc.set_threshold(5, 6, 7)
            gc.callbacks.append(lambda phase, info: None)
            socket.setdefaulttimeout(3)
            csv.field_size_limit(9)
            csv.register_dialect("mine", delimiter=";")
            urllib.request.install_opener("mine")
            sys.set_asyncgen_hooks(firstiter=len)
            asyncio.set_event_loop_policy(asyncio.DefaultEventLoopPolicy())
            random.seed(1)
            return see(), random.random()

        def see():
            return (
                gc.get_threshold(), list(gc.callbacks), socket.getdefaulttimeout(), csv.field_size_limit(),
                "mine" in csv.list_dialects(), urllib.request._opener, sys.get_asyncgen_hooks()[0],
                asyncio.events._event_loop_policy,
            )  # fmt: skip

        state, (changed, _) = self.function(change)
        _, other = self.function(see)
        for one, another in zip(changed, other):
            self.assertNotEqual(one, another)
        self.assertEqual(self.again(state, see), changed)

    def test_a_seed_is_a_function_s_own(self):
        def draw():
            return random.random(), random.randint(0, 1 << 60)

        random.Random(1).random()
        state, first = self.function(lambda: (random.seed(1), draw())[1])
        _, other = self.function(draw)
        second = self.again(state, draw)
        expected = random.Random(1)
        self.assertEqual(first, (expected.random(), expected.randint(0, 1 << 60)))
        self.assertEqual(second, (expected.random(), expected.randint(0, 1 << 60)))
        self.assertNotIn(other, (first, second))

    def test_an_event_loop_that_was_left_running_stops_no_other_function(self):
        async def answer():
            return 1

        self.function(lambda: asyncio._set_running_loop(asyncio.new_event_loop()))
        _, answered = self.function(lambda: asyncio.run(answer()))
        self.assertEqual(answered, 1)

    @unittest.skipIf(sys.version_info[1] >= 14, "the embedded version itself behaves so")
    def test_from_python_3_14_on_there_is_no_event_loop_until_one_is_set(self):
        async def answer():
            return 1

        state, error = self.function(lambda: support.raised(asyncio.get_event_loop), release=14)
        self.assertIn("There is no current event loop", str(error))
        self.assertEqual(self.again(state, lambda: asyncio.run(answer())), 1)
        _, loop = self.function(asyncio.get_event_loop, release=13)
        loop.close()


if __name__ == "__main__":
    unittest.main()
