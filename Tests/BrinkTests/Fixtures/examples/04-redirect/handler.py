def handler(event, context):
    return {
        'status': '302',
        'statusDescription': 'Found',
        'headers': {'location': [{'key': 'Location', 'value': 'https://www.example.com/elsewhere'}]},
    }
