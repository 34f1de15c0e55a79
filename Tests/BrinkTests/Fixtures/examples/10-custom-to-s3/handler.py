from urllib.parse import parse_qs

BUCKET = 'demo-bucket.s3.amazonaws.com'


def moved(event, auth_method):
    request = event['Records'][0]['cf']['request']
    if parse_qs(request['querystring']).get('useS3Origin') == ['true']:
        request['origin'] = {
            's3': {
                'domainName': BUCKET,
                'region': '',
                'authMethod': auth_method,
                'path': '',
                'customHeaders': {},
            }
        }
        request['headers']['host'] = [{'key': 'host', 'value': BUCKET}]
    return request


def handler(event, context):
    return moved(event, 'none')


# The newest version, which contradicts the field rules.
def withIdentity(event, context):
    return moved(event, 'origin-access-identity')
