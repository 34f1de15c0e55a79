'use strict'

const european = new Set(['GB', 'DE', 'IE'])

exports.handler = (event, context, callback) => {
  const { request } = event.Records[0].cf
  if (european.has(request.headers['cloudfront-viewer-country']?.[0].value)) {
    const domainName = 'eu.example.com'
    request.origin.custom.domainName = domainName
    request.headers.host = [{ key: 'host', value: domainName }]
  }
  callback(null, request)
}
