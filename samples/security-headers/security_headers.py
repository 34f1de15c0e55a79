"""Adds security headers that the origin has not set itself."""

import json
from pathlib import Path

# Read when the module loads: once per instance, before the first request.
POLICY = json.loads(Path(__file__).with_name("policy.json").read_text())


def lambda_handler(event, context):
    headers = event["Records"][0]["cf"]["response"]["headers"]
    for key, value in POLICY.items():
        headers.setdefault(key.lower(), [{"key": key, "value": value}])
    # Names the software, which only helps attackers.
    headers.pop("x-powered-by", None)
    return event["Records"][0]["cf"]["response"]
