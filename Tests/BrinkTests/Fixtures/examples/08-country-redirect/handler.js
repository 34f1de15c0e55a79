'use strict'

const sites = { TW: 'https://tw.example.com/', US: 'https://us.example.com/' }

exports.handler = (event, context, callback) => {
  const { headers } = event.Records[0].cf.request
  const country = headers['cloudfront-viewer-country']?.[0].value
  callback(null, {
    status: '302',
    statusDescription: 'Found',
    headers: { location: [{ key: 'Location', value: sites[country] ?? 'https://example.com/' }] },
  })
}
