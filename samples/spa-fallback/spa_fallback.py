"""Responds to unknown paths with the single-page app, which has the routes."""

from pathlib import PurePosixPath

SHELL = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Shop</title><script type="module" src="/app.js"></script></head>
<body><main id="app"></main></body>
</html>
"""


def lambda_handler(event, context):
    cf = event["Records"][0]["cf"]
    response = cf["response"]

    # A bucket without list permission responds to a missing file with 403.
    missing = response["status"] in ("403", "404")
    if not missing or PurePosixPath(cf["request"]["uri"]).suffix:
        return response

    # Changes the existing response: a new one would lack Transfer-Encoding and Via, which must not be removed.
    response.update(status="200", statusDescription="OK", body=SHELL)
    response["headers"]["content-type"] = [{"key": "Content-Type", "value": "text/html; charset=utf-8"}]
    response["headers"]["cache-control"] = [{"key": "Cache-Control", "value": "public, max-age=60"}]
    return response
