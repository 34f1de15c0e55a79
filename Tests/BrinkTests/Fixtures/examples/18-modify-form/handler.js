'use strict'

const querystring = require('querystring')

exports.handler = (event, context, callback) => {
  const { request } = event.Records[0].cf
  if (request.method === 'POST') {
    const form = querystring.parse(Buffer.from(request.body.data, 'base64').toString())
    form['new-param-name'] = 'new-param-value'
    Object.assign(request.body, { action: 'replace', encoding: 'text', data: querystring.stringify(form) })
  }
  callback(null, request)
}
