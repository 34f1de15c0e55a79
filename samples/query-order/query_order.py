"""Normalizes query strings, so that equal ones share one cached response.

?Size=L&color=red, ?color=red&size=L and ?color=red&size=L&utm_source=mail all become ?color=red&size=L.
"""

from urllib.parse import parse_qsl, urlencode


def lambda_handler(event, context):
    request = event["Records"][0]["cf"]["request"]

    # Without keep_blank_values, "?preview=" would be lost.
    parameters = [
        (name.lower(), value)
        for name, value in parse_qsl(request["querystring"], keep_blank_values=True)
        if not name.lower().startswith("utm_")
    ]
    # Sorting is stable, so the values of a repeated name keep their order.
    parameters.sort(key=lambda parameter: parameter[0])

    request["querystring"] = urlencode(parameters)
    return request
