'use strict'

const source = 'x-amz-meta-last-modified'

exports.handler = async (event) => {
  const { response } = event.Records[0].cf
  const [entry] = response.headers[source] ?? []
  if (entry) response.headers['last-modified'] = [{ key: 'Last-Modified', value: entry.value }]
  return response
}

// The version of 2023: the entry keeps its key, which then differs from its name in the map.
exports.wholeEntry = (event, context, callback) => {
  const { response } = event.Records[0].cf
  if (response.headers[source]) response.headers['last-modified'] = [response.headers[source][0]]
  callback(null, response)
}
