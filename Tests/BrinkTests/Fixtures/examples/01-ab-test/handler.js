'use strict'

const experiment = '/experiment-pixel.jpg'
const groups = {
  A: '/experiment-group/control-pixel.jpg',
  B: '/experiment-group/treatment-pixel.jpg',
}

exports.handler = (event, context, callback) => {
  const { request } = event.Records[0].cf
  if (request.uri !== experiment) return callback(null, request)

  const cookies = request.headers.cookie ?? []
  const chosen = Object.keys(groups).find((group) =>
    cookies.some(({ value }) => value.includes(`X-Experiment-Name=${group}`)))
  request.uri = groups[chosen ?? (Math.random() < 0.75 ? 'A' : 'B')]
  callback(null, request)
}
