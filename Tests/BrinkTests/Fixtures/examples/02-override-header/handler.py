SOURCE = 'x-amz-meta-last-modified'


def handler(event, context):
    response = event['Records'][0]['cf']['response']
    headers = response['headers']
    if SOURCE in headers:
        headers['last-modified'] = [{'key': 'Last-Modified', 'value': headers[SOURCE][0]['value']}]
    return response


# The version of 2023: the entry keeps its key, which then differs from its name in the map.
def wholeEntry(event, context):
    response = event['Records'][0]['cf']['response']
    headers = response['headers']
    if SOURCE in headers:
        headers['last-modified'] = [headers[SOURCE][0]]
    return response
