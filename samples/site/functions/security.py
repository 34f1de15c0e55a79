"""Adds security headers."""

HEADERS = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def handler(event, context):
    response = event["Records"][0]["cf"]["response"]
    for key, value in HEADERS.items():
        response["headers"][key.lower()] = [{"key": key, "value": value}]
    return response
