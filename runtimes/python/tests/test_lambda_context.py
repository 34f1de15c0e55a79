import time
import unittest

import support

lambda_context = support.module("lambda_context")


class ContextTests(unittest.TestCase):
    def make(self, remaining=1000):
        written = []
        made = lambda_context.context_class(support.VARIABLES, "arn:test", written.append)
        context = made()
        context.aws_request_id = "id-1"
        context._epoch_deadline_time_in_ms = int(time.time() * 1000) + remaining
        return context, written

    def test_it_has_the_members_of_the_platform(self):
        context, _ = self.make()
        self.assertEqual(context.aws_request_id, "id-1")
        self.assertEqual(context.function_name, "us-east-1.test")
        self.assertEqual(context.function_version, "3")
        self.assertEqual(context.memory_limit_in_mb, "128")
        self.assertEqual(context.log_group_name, "/aws/lambda/us-east-1.test")
        self.assertEqual(context.log_stream_name, "2026/01/01/[3]0")
        self.assertEqual(context.invoked_function_arn, "arn:test")
        self.assertIsNone(context.tenant_id)
        self.assertIsNone(context.client_context)
        self.assertIsNone(context.identity.cognito_identity_id)
        self.assertIsNone(context.identity.cognito_identity_pool_id)
        self.assertTrue(repr(context).startswith("LambdaContext([aws_request_id=id-1,log_group_name="))

    def test_the_remaining_time_counts_down_to_0(self):
        context, _ = self.make(remaining=1000)
        self.assertTrue(900 < context.get_remaining_time_in_millis() <= 1000)
        late, _ = self.make(remaining=-5)
        self.assertEqual(late.get_remaining_time_in_millis(), 0)

    def test_log_writes_the_message_unchanged(self):
        context, written = self.make()
        context.log("no newline")
        self.assertEqual(written, ["no newline"])


if __name__ == "__main__":
    unittest.main()
