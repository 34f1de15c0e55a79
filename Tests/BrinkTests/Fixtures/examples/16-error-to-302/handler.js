'use strict'

exports.handler = (event, context, callback) => {
  const { request, response } = event.Records[0].cf
  if (response.status >= 400 && response.status <= 599) {
    Object.assign(response, { status: 302, statusDescription: 'Found', body: '' })
    response.headers.location = [{ key: 'Location', value: `/plan-b/path?${request.querystring}` }]
  }
  callback(null, response)
}
