from base64 import b64decode
from urllib.parse import parse_qs, urlencode


def handler(event, context):
    request = event['Records'][0]['cf']['request']
    if request['method'] == 'POST':
        form = {name: values[0] for name, values in parse_qs(b64decode(request['body']['data']).decode()).items()}
        form['new-param-name'] = 'new-param-value'
        request['body'].update(action='replace', encoding='text', data=urlencode(form))
    return request
