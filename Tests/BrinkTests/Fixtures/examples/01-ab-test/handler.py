import random

EXPERIMENT = '/experiment-pixel.jpg'
GROUPS = {
    'A': '/experiment-group/control-pixel.jpg',
    'B': '/experiment-group/treatment-pixel.jpg',
}


def chosen_group(headers):
    cookies = [cookie['value'] for cookie in headers.get('cookie', [])]
    for group in GROUPS:
        if any(f'X-Experiment-Name={group}' in cookie for cookie in cookies):
            return group
    return 'A' if random.random() < 0.75 else 'B'


def handler(event, context):
    request = event['Records'][0]['cf']['request']
    if request['uri'] == EXPERIMENT:
        request['uri'] = GROUPS[chosen_group(request['headers'])]
    return request
