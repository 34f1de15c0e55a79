SITES = {'TW': 'https://tw.example.com/', 'US': 'https://us.example.com/'}


def handler(event, context):
    headers = event['Records'][0]['cf']['request']['headers']
    viewer = headers.get('cloudfront-viewer-country')
    site = SITES.get(viewer[0]['value'] if viewer else None, 'https://example.com/')
    return {
        'status': '302',
        'statusDescription': 'Found',
        'headers': {'location': [{'key': 'Location', 'value': site}]},
    }
