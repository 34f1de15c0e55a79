"""Gives first-time visitors a cookie, which later requests are recognized by."""

from http.cookies import SimpleCookie


def lambda_handler(event, context):
    cf = event["Records"][0]["cf"]
    response = cf["response"]

    # Each Cookie header is a separate entry, which may contain several cookies.
    cookies = SimpleCookie()
    for header in cf["request"]["headers"].get("cookie", []):
        cookies.load(header["value"])
    if "visitor" in cookies:
        return response

    # Adds to the list: the origin may have set cookies too.
    response["headers"].setdefault("set-cookie", []).append({
        "key": "Set-Cookie",
        "value": f"visitor={cf['config']['requestId']}; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax",
    })
    return response
