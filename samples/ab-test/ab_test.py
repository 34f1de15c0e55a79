"""Shows each viewer one of two versions of the home page, always the same one."""

import hashlib
import re


def lambda_handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    if request["uri"] == "/":
        variant = chosen_before(request) or chosen_for(request["clientIp"])
        # Changed before the cache lookup, so each version is cached under its own path.
        request["uri"] = f"/experiments/home-{variant}.html"
    return request


def chosen_before(request):
    for header in request["headers"].get("cookie", []):
        if match := re.search(r"(?:^|;\s*)home=([ab])(?:;|$)", header["value"]):
            return match[1]
    return None


def chosen_for(client_ip):
    """A hash instead of a random number: even without a cookie, an address always sees the same page."""
    return "a" if hashlib.sha256(client_ip.encode()).digest()[0] < 128 else "b"
