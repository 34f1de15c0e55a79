import random

BLUE = 'blue-bucket.s3.amazonaws.com'


def handler(event, context):
    request = event['Records'][0]['cf']['request']
    if random.random() < 0.8:
        request['origin']['s3']['domainName'] = BLUE
        request['headers']['host'] = [{'key': 'host', 'value': BLUE}]
    return request
