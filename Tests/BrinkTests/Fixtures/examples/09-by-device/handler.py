DEVICES = ['desktop', 'mobile', 'tablet', 'smarttv']


def handler(event, context):
    request = event['Records'][0]['cf']['request']
    for device in DEVICES:
        viewer = request['headers'].get(f'cloudfront-is-{device}-viewer')
        if viewer and viewer[0]['value'] == 'true':
            request['uri'] = f"/{device}{request['uri']}"
            break
    return request
