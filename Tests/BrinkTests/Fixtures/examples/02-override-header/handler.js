'use strict'

const source = 'x-amz-meta-last-modified'

exports.handler = async (event) => {
  const { response } = event.Records[0].cf
  const [entry] = response.headers[source] ?? []
  if (entry) response.headers['last-modified'] = [{ key: 'Last-Modified', value: entry.value }]
  return response
}

// The form of 2023: the entry moves with its key, which is then not the name that it stands under.
exports.wholeEntry = (event, context, callback) => {
  const { response } = event.Records[0].cf
  if (response.headers[source]) response.headers['last-modified'] = [response.headers[source][0]]
  callback(null, response)
}
