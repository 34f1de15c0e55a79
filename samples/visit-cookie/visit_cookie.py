"""Gives a first-time visitor a cookie, so that later requests can be told apart."""

from http.cookies import SimpleCookie


def lambda_handler(event, context):
    cf = event["Records"][0]["cf"]
    response = cf["response"]

    # Each Cookie header is an entry of its own, and one entry may hold several cookies.
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
