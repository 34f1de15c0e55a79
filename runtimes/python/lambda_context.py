"""The context object that a handler receives: docs/platform.md, "Python handlers"."""

import time

_now = time.time


class CognitoIdentity:
    """The caller's identity. There is none at the edge: both fields are None."""

    __slots__ = ("cognito_identity_id", "cognito_identity_pool_id")

    def __init__(self):
        self.cognito_identity_id = None
        self.cognito_identity_pool_id = None

    def __repr__(self):
        return (
            f"CognitoIdentity([cognito_identity_id={self.cognito_identity_id},"
            f"cognito_identity_pool_id={self.cognito_identity_pool_id}])"
        )


class LambdaContext:
    """The context of one invocation."""

    # Constant for an environment: `context_class` sets these on a subclass.
    function_name = None
    function_version = None
    memory_limit_in_mb = None
    log_group_name = None
    log_stream_name = None
    invoked_function_arn = None
    tenant_id = None
    client_context = None
    identity = None

    # Set per invocation by the caller: without an `__init__`, creating a context takes a third less time.
    aws_request_id = None
    _epoch_deadline_time_in_ms = 0

    def get_remaining_time_in_millis(self):
        """Returns the milliseconds until the deadline; never less than 0."""
        remaining = self._epoch_deadline_time_in_ms - int(_now() * 1000)
        return remaining if remaining > 0 else 0

    def log(self, message):
        """Writes a message to the log unchanged."""
        self._write(str(message))

    def __repr__(self):
        shown = (
            "aws_request_id",
            "log_group_name",
            "log_stream_name",
            "function_name",
            "memory_limit_in_mb",
            "function_version",
            "invoked_function_arn",
            "client_context",
            "identity",
            "tenant_id",
        )
        return f"LambdaContext([{','.join(f'{name}={getattr(self, name)}' for name in shown)}])"


def context_class(variables, invoked_function_arn, write):
    """Creates the context class of one environment from its reserved variables."""
    return type(
        "LambdaContext",
        (LambdaContext,),
        {
            "function_name": variables["AWS_LAMBDA_FUNCTION_NAME"],
            "function_version": variables["AWS_LAMBDA_FUNCTION_VERSION"],
            "memory_limit_in_mb": variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
            "log_group_name": variables["AWS_LAMBDA_LOG_GROUP_NAME"],
            "log_stream_name": variables["AWS_LAMBDA_LOG_STREAM_NAME"],
            "invoked_function_arn": invoked_function_arn,
            "identity": CognitoIdentity(),
            "_write": staticmethod(write),
        },
    )
