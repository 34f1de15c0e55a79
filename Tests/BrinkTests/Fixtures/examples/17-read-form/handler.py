from base64 import b64decode
from urllib.parse import parse_qs


def handler(event, context):
    request = event['Records'][0]['cf']['request']
    if request['method'] == 'POST':
        for name, values in parse_qs(b64decode(request['body']['data'])).items():
            print(f'{name} is {values[0]}')
    return request
