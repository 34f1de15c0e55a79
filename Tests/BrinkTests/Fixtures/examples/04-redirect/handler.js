'use strict'

exports.handler = (event, context, callback) => callback(null, {
  status: '302',
  statusDescription: 'Found',
  headers: { location: [{ key: 'Location', value: 'https://www.example.com/elsewhere' }] },
})
