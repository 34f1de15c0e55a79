import collections
import datetime
import decimal
import gc
import http
import unittest
import warnings

import support

failures = support.module("failures")
marshaller = support.module("marshaller")


class MarshallerTests(unittest.TestCase):
    def setUp(self):
        self.write_old = marshaller.make_write_result(11)
        self.write_new = marshaller.make_write_result(12)

    def error(self, value):
        with self.assertRaises(failures.PlatformError) as caught:
            self.write_new(value)
        self.assertEqual(caught.exception.kind, "Runtime.MarshalError")
        return caught.exception.message

    def test_white_space_before_an_event_is_skipped(self):
        self.assertEqual(marshaller.read_event(' \n{"a": [1, "é"]}'), {"a": [1, "é"]})

    def test_an_event_that_is_not_json_fails(self):
        with self.assertRaises(failures.PlatformError) as caught:
            marshaller.read_event("{")
        self.assertEqual(caught.exception.kind, "Runtime.UnmarshalError")

    def test_text_is_escaped_only_before_python_3_12(self):
        self.assertEqual(self.write_old({"a": "é\n"}), b'{"a": "\\u00e9\\n"}')
        self.assertEqual(self.write_new({"a": "é\n"}), '{"a": "é\\n"}'.encode())

    def test_none_is_null(self):
        self.assertEqual(self.write_new(None), b"null")

    def test_bytes_are_a_result_and_become_text_inside_one(self):
        self.assertEqual(self.write_new(b"\xff{"), b"\xff{")
        self.assertEqual(self.write_new({"a": b"abc"}), b'{"a": "abc"}')

    def test_decimals_are_numbers_with_their_digits(self):
        values = [decimal.Decimal("1.10"), decimal.Decimal("1E+3"), decimal.Decimal("NaN")]
        self.assertEqual(self.write_new(values), b"[1.10, 1E+3, NaN]")

    def test_nan_and_infinity_are_written(self):
        self.assertEqual(self.write_new([float("nan"), float("inf")]), b"[NaN, Infinity]")

    def test_a_value_without_json_fails_with_the_platforms_message(self):
        self.assertEqual(
            self.error({"a": {1}}),
            "Unable to marshal response: Object of type set is not JSON serializable",
        )

    def test_keys_are_converted_as_json_does(self):
        self.assertEqual(self.write_new({1: 2, None: 3, False: 4}), b'{"1": 2, "null": 3, "false": 4}')
        self.assertIn("keys must be str, int, float, bool or None, not tuple", self.error({(1,): 2}))

    def test_named_tuples_and_other_values_with_asdict_are_objects(self):
        point = collections.namedtuple("Point", "x y")(1, "é")

        class Other(tuple):
            def _asdict(self):
                return {b"a": point}

        self.assertEqual(self.write_new([point]), '[{"x": 1, "y": "é"}]'.encode())
        self.assertEqual(self.write_new(Other()), '{"a": {"x": 1, "y": "é"}}'.encode())
        self.assertEqual(self.write_new((1, (2,))), b"[1, [2]]")

    def test_an_asdict_that_is_no_dict_fails(self):
        class Listing(tuple):
            def _asdict(self):
                return [1]

        self.assertIn("_asdict() must return a dict, not list", self.error(Listing()))
        self.assertIn("Object of type type is not JSON serializable", self.error([type(("a",))]))

    def test_bytes_keys_are_text(self):
        self.assertEqual(self.write_new({b"a": {b"b": b"c"}}), b'{"a": {"b": "c"}}')
        self.assertIn("can't decode byte 0xff", self.error({b"\xff": 1}))

    def test_messages_name_a_key_s_class_without_its_module(self):
        message = self.error({datetime.date(2020, 1, 1): 1})
        self.assertEqual(
            message,
            "Unable to marshal response: keys must be str, int, float, bool or None, not date",
        )

    def test_numbers_ignore_the_representation_of_their_class(self):
        class Mine(float):
            def __repr__(self):
                return "mine"

        self.assertEqual(self.write_new([Mine(1.5), Mine("inf"), Mine("-inf")]), b"[1.5, Infinity, -Infinity]")
        self.assertEqual(self.write_new({Mine(1.5): http.HTTPStatus.OK}), b'{"1.5": 200}')

    def test_a_circular_reference_fails_and_leaves_no_trace(self):
        circle = []
        circle.append(circle)
        self.assertEqual(self.error(circle), "Unable to marshal response: Circular reference detected")
        circle.clear()
        self.assertEqual(self.write_new(circle), b"[]")

    def test_a_lone_surrogate_fails(self):
        self.assertIn("surrogates not allowed", self.error({"a": "\ud800"}))

    def test_a_coroutine_fails_and_is_closed(self):
        async def handler():
            return {}

        with warnings.catch_warnings():
            warnings.simplefilter("error")
            message = self.error(handler())
            gc.collect()
        self.assertEqual(
            message, "Unable to marshal response: Object of type coroutine is not JSON serializable"
        )


if __name__ == "__main__":
    unittest.main()
