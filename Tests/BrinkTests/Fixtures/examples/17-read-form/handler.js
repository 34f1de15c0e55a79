'use strict'

const querystring = require('querystring')

exports.handler = (event, context, callback) => {
  const { request } = event.Records[0].cf
  if (request.method === 'POST') {
    const form = Buffer.from(request.body.data, 'base64').toString()
    for (const [name, value] of Object.entries(querystring.parse(form))) console.log(`${name} is ${value}`)
  }
  callback(null, request)
}
