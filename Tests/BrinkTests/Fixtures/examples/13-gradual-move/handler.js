'use strict'

const blue = 'blue-bucket.s3.amazonaws.com'

exports.handler = (event, context, callback) => {
  const { request } = event.Records[0].cf
  if (Math.random() < 0.8) {
    request.origin.s3.domainName = blue
    request.headers.host = [{ key: 'host', value: blue }]
  }
  callback(null, request)
}
