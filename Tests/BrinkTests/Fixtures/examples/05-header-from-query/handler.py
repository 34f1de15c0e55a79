from urllib.parse import parse_qs, urlencode


def handler(event, context):
    request = event['Records'][0]['cf']['request']
    parameters = {name: values[0] for name, values in parse_qs(request['querystring']).items()}
    request['headers']['auth-header'] = [{'key': 'Auth-Header', 'value': parameters['auth']}]
    del parameters['auth']
    request['querystring'] = urlencode(parameters)
    return request
