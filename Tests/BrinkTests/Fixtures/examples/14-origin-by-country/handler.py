EUROPEAN = {'GB', 'DE', 'IE'}
DOMAIN_NAME = 'eu.example.com'


def handler(event, context):
    request = event['Records'][0]['cf']['request']
    viewer = request['headers'].get('cloudfront-viewer-country')
    if viewer and viewer[0]['value'] in EUROPEAN:
        request['origin']['custom']['domainName'] = DOMAIN_NAME
        request['headers']['host'] = [{'key': 'host', 'value': DOMAIN_NAME}]
    return request
