'use strict'

const querystring = require('querystring')

exports.handler = (event, context, callback) => {
  const { request } = event.Records[0].cf
  const parameters = Object.entries(querystring.parse(request.querystring.toLowerCase()))
  parameters.sort(([one], [other]) => (one < other ? -1 : 1))
  request.querystring = querystring.stringify(Object.fromEntries(parameters))
  callback(null, request)
}
