from urllib.parse import parse_qs, urlencode


def handler(event, context):
    request = event['Records'][0]['cf']['request']
    parameters = parse_qs(request['querystring'].lower())
    request['querystring'] = urlencode(sorted((name, values[0]) for name, values in parameters.items()))
    return request
