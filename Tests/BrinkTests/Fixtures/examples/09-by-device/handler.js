'use strict'

const devices = ['desktop', 'mobile', 'tablet', 'smarttv']

exports.handler = (event, context, callback) => {
  const { request } = event.Records[0].cf
  const device = devices.find((name) =>
    request.headers[`cloudfront-is-${name}-viewer`]?.[0].value === 'true')
  if (device) request.uri = `/${device}${request.uri}`
  callback(null, request)
}
