"""Redirects old addresses to new ones. The rules are a package beside this file, with relative imports."""

from rules import destination


def lambda_handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    location = destination(request["uri"])
    if location is None:
        return request

    if request["querystring"]:
        location += "?" + request["querystring"]
    return {
        "status": "301",
        "statusDescription": "Moved Permanently",
        "headers": {"location": [{"key": "Location", "value": location}]},
    }
