from urllib.parse import quote


def cookies(headers):
    found = {}
    for pair in headers['cookie'][0]['value'].split(';') if 'cookie' in headers else []:
        name, _, value = pair.partition('=')
        found[name.strip()] = value.strip()
    return found


def handler(event, context):
    request = event['Records'][0]['cf']['request']
    headers = request['headers']
    found = cookies(headers)
    # As in the official example, a cookie without a session is a KeyError.
    if found and found['session-id']:
        return request

    asked = f"https://{headers['host'][0]['value']}{request['uri']}?{request['querystring']}"
    location = f"https://www.example.com/signin?redirect_url={quote(asked, safe='')}"
    return {
        'status': '302',
        'statusDescription': 'Found',
        'headers': {'location': [{'key': 'Location', 'value': location}]},
    }
