SOURCE = 'x-amz-meta-last-modified'


def handler(event, context):
    response = event['Records'][0]['cf']['response']
    headers = response['headers']
    if SOURCE in headers:
        headers['last-modified'] = [{'key': 'Last-Modified', 'value': headers[SOURCE][0]['value']}]
    return response


# The form of 2023: the entry moves with its key, which is then not the name that it stands under.
def wholeEntry(event, context):
    response = event['Records'][0]['cf']['response']
    headers = response['headers']
    if SOURCE in headers:
        headers['last-modified'] = [headers[SOURCE][0]]
    return response
