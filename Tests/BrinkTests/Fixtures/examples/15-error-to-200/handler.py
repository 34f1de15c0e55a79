def handler(event, context):
    response = event['Records'][0]['cf']['response']
    if 400 <= int(response['status']) <= 599:
        response.update(status=200, statusDescription='OK', body='Body generation example')
    return response
