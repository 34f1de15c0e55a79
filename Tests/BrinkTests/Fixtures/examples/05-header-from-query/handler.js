'use strict'

const querystring = require('querystring')

exports.handler = (event, context, callback) => {
  const { request } = event.Records[0].cf
  const { auth, ...others } = querystring.parse(request.querystring)
  request.headers['auth-header'] = [{ key: 'Auth-Header', value: auth }]
  request.querystring = querystring.stringify(others)
  callback(null, request)
}
