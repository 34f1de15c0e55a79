REGIONS = {
    'DE': 'eu-central-1',
    'IE': 'eu-west-1',
    'GB': 'eu-west-2',
    'FR': 'eu-west-3',
    'JP': 'ap-northeast-1',
    'IN': 'ap-south-1',
}


def handler(event, context):
    request = event['Records'][0]['cf']['request']
    viewer = request['headers'].get('cloudfront-viewer-country')
    region = REGIONS.get(viewer[0]['value']) if viewer else None
    if region:
        domain_name = f'demo-bucket.s3.{region}.amazonaws.com'
        request['origin']['s3'].update(region=region, domainName=domain_name)
        request['headers']['host'] = [{'key': 'host', 'value': domain_name}]
    return request
