'use strict'

const querystring = require('querystring')

exports.handler = (event, context, callback) => {
  const { request } = event.Records[0].cf
  if (querystring.parse(request.querystring).useCustomOrigin === 'true') {
    const domainName = 'www.example.com'
    request.origin = {
      custom: {
        domainName,
        port: 443,
        protocol: 'https',
        path: '',
        sslProtocols: ['TLSv1', 'TLSv1.1'],
        readTimeout: 5,
        keepaliveTimeout: 5,
        customHeaders: {},
      },
    }
    request.headers.host = [{ key: 'host', value: domainName }]
  }
  callback(null, request)
}
