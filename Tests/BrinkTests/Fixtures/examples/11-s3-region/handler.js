'use strict'

const regions = {
  DE: 'eu-central-1',
  IE: 'eu-west-1',
  GB: 'eu-west-2',
  FR: 'eu-west-3',
  JP: 'ap-northeast-1',
  IN: 'ap-south-1',
}

exports.handler = (event, context, callback) => {
  const { request } = event.Records[0].cf
  const region = regions[request.headers['cloudfront-viewer-country']?.[0].value]
  if (region) {
    const domainName = `demo-bucket.s3.${region}.amazonaws.com`
    Object.assign(request.origin.s3, { region, domainName })
    request.headers.host = [{ key: 'host', value: domainName }]
  }
  callback(null, request)
}
