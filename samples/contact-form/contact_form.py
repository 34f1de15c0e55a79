"""Cleans up a contact form on its way to the origin, and drops what bots send.

Needs Include Body: only then does the event contain the body, as base64 and truncated at 40 KB.
"""

import base64
import logging
from urllib.parse import parse_qsl, urlencode

logger = logging.getLogger(__name__)


def lambda_handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    body = request.get("body")
    if request["method"] != "POST" or body is None or body["inputTruncated"]:
        return request

    form = dict(parse_qsl(base64.b64decode(body["data"]).decode(), keep_blank_values=True))

    # The page hides this field, so people leave it empty. A 204 must not have a body.
    if form.pop("website", ""):
        logger.warning("robot %s", request["clientIp"])
        return {"status": "204", "statusDescription": "No Content"}

    form["email"] = form.get("email", "").strip().lower()

    # Without "replace", CloudFront forwards the original body. CloudFront corrects Content-Length.
    body.update(action="replace", encoding="text", data=urlencode(form))
    return request
