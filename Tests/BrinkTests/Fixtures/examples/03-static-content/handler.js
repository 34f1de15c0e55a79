'use strict'

const page = `<!DOCTYPE html>
<html lang="en">
  <head><meta charset="utf-8"><title>Made at the edge</title></head>
  <body><p>No origin was asked.</p></body>
</html>
`

exports.handler = (event, context, callback) => callback(null, {
  status: '200',
  statusDescription: 'OK',
  headers: {
    'cache-control': [{ key: 'Cache-Control', value: 'max-age=100' }],
    'content-type': [{ key: 'Content-Type', value: 'text/html' }],
  },
  body: page,
})
