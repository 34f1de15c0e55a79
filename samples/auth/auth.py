"""Lets requests with a valid token through, and redirects all others to the sign-in page.

A token is USER.EXPIRY.SIGNATURE: who, until when (seconds since 1970), and an HMAC over both.
"""

import hashlib
import hmac
import time
from urllib.parse import quote

# Edge functions cannot set environment variables, so the configuration is in the package.
SECRET = b"a-secret-for-the-samples"
SIGN_IN = "https://login.example.com/"


def lambda_handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    authorization = request["headers"].get("authorization", [{}])[0].get("value", "")
    token = authorization.removeprefix("Bearer ")

    if is_valid(token):
        return request

    print("token refused" if token else "no token", request["uri"])
    location = f"{SIGN_IN}?return_to={quote(request['uri'], safe='')}"
    return {
        "status": "302",
        "statusDescription": "Found",
        "headers": {
            "location": [{"key": "Location", "value": location}],
            # A browser that cached this response would keep redirecting after the sign-in.
            "cache-control": [{"key": "Cache-Control", "value": "no-store"}],
        },
    }


def is_valid(token):
    payload, _, signature = token.rpartition(".")
    _, _, expiry = payload.partition(".")
    expected = hmac.new(SECRET, payload.encode(), hashlib.sha256).hexdigest()
    # A plain comparison takes longer the more of the signature is right, and attackers can measure that.
    return (
        hmac.compare_digest(signature.encode(), expected.encode())
        and expiry.isdigit()
        and int(expiry) > time.time()
    )
