'use strict'

exports.handler = (event, context, callback) => {
  const { response } = event.Records[0].cf
  if (response.status >= 400 && response.status <= 599) {
    Object.assign(response, { status: 200, statusDescription: 'OK', body: 'Body generation example' })
  }
  callback(null, response)
}
