def handler(event, context):
    cf = event['Records'][0]['cf']
    response = cf['response']
    if 400 <= int(response['status']) <= 599:
        response.update(status=302, statusDescription='Found', body='')
        location = f"/plan-b/path?{cf['request']['querystring']}"
        response['headers']['location'] = [{'key': 'Location', 'value': location}]
    return response
