"""Counts a visitor's visits in a cookie."""

from http.cookies import SimpleCookie


def handler(event, context):
    cf = event["Records"][0]["cf"]
    request, response = cf["request"], cf["response"]
    cookies = SimpleCookie()
    for header in request["headers"].get("cookie", []):
        cookies.load(header["value"])
    count = int(cookies["visits"].value) if "visits" in cookies and cookies["visits"].value.isdigit() else 0
    response["headers"].setdefault("set-cookie", []).append(
        {"key": "Set-Cookie", "value": f"visits={count + 1}; Path=/; SameSite=Lax"}
    )
    return response
