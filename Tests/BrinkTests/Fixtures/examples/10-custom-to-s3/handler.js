'use strict'

const querystring = require('querystring')

const bucket = 'demo-bucket.s3.amazonaws.com'

function moved(event, authMethod) {
  const { request } = event.Records[0].cf
  if (querystring.parse(request.querystring).useS3Origin !== 'true') return request
  request.origin = { s3: { domainName: bucket, region: '', authMethod, path: '', customHeaders: {} } }
  request.headers.host = [{ key: 'host', value: bucket }]
  return request
}

exports.handler = (event, context, callback) => callback(null, moved(event, 'none'))

// The newest version, which contradicts the field rules.
exports.withIdentity = (event, context, callback) => callback(null, moved(event, 'origin-access-identity'))
