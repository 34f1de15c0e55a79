"""Chooses the origin near the viewer.

CloudFront adds CloudFront-Viewer-Country only if the origin request policy (or the cache policy, which caches a
copy for each country) asks for it, and only after viewer-request: this belongs on origin-request.
"""

EUROPE, ASIA = "eu.origin.example.com", "ap.origin.example.com"
ORIGINS = {"AT": EUROPE, "DE": EUROPE, "FR": EUROPE, "JP": ASIA, "SG": ASIA}


def lambda_handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    country = request["headers"].get("cloudfront-viewer-country", [{"value": ""}])[0]["value"]
    domain_name = ORIGINS.get(country)

    if domain_name and "custom" in request["origin"]:
        request["origin"]["custom"]["domainName"] = domain_name
        # Virtual hosts are selected by Host, so it must match the origin.
        request["headers"]["host"] = [{"key": "Host", "value": domain_name}]
    return request
