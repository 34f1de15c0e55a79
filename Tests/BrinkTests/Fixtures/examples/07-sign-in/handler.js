'use strict'

function cookies(headers) {
  const found = {}
  for (const pair of headers.cookie?.[0].value.split(';') ?? []) {
    const [name, value] = pair.split('=')
    found[name.trim()] = value?.trim()
  }
  return found
}

exports.handler = (event, context, callback) => {
  const { request } = event.Records[0].cf
  if (cookies(request.headers)['session-id']) return callback(null, request)

  const asked = `https://${request.headers.host[0].value}${request.uri}?${request.querystring}`
  const location = `https://www.example.com/signin?redirect_url=${encodeURIComponent(asked)}`
  callback(null, {
    status: '302',
    statusDescription: 'Found',
    headers: { location: [{ key: 'Location', value: location }] },
  })
}
