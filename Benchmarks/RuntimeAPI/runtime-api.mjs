// A local Runtime API, which drives a runtime client and prints the time of each event:
//
//     node runtime-api.mjs WARM-UP COUNT PROGRAM [ARGUMENT...] < EVENT
//
// Starts the client with AWS_LAMBDA_RUNTIME_API set, and ends it after the last event. The time of an event is from
// its delivery to its response. Prints the times as a JSON array, in microseconds.
// Endpoints: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import http from 'node:http'

const [warmUp, count, program, ...args] = process.argv.slice(2)
const event = readFileSync(0)
const invocation = '/2018-06-01/runtime/invocation/'
const times = []
let deliveredAt
let client

function end(failure) {
    client.removeAllListeners('exit')
    client.kill('SIGKILL')
    if (failure) console.error(failure)
    else console.log(JSON.stringify(times.slice(Number(warmUp))))
    process.exit(failure ? 1 : 0)
}

function answer(request, response, body) {
    const { method, url } = request
    if (method === 'GET' && url === `${invocation}next`) {
        response.writeHead(200, {
            'Content-Type': 'application/json',
            'Content-Length': event.length,
            'Lambda-Runtime-Aws-Request-Id': `00000000-0000-4000-8000-${String(times.length).padStart(12, '0')}`,
            'Lambda-Runtime-Deadline-Ms': Date.now() + 30000,
            'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:us-east-1:123456789012:function:bench',
        })
        deliveredAt = process.hrtime.bigint()
        response.end(event)
    } else if (method === 'POST' && url.startsWith(invocation) && url.endsWith('/response')) {
        times.push(Number(process.hrtime.bigint() - deliveredAt) / 1000)
        response.writeHead(202).end()
        if (times.length === Number(warmUp) + Number(count)) end()
    } else {
        end(`${method} ${url}: ${body}`)
    }
}

const server = http.createServer((request, response) => {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => answer(request, response, Buffer.concat(chunks)))
})
server.on('connection', (socket) => socket.setNoDelay(true))
server.listen(0, '127.0.0.1', () => {
    const env = { ...process.env, AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${server.address().port}` }
    client = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'inherit'] })
    client.on('error', (error) => end(error.message))
    client.on('exit', (status) => end(`the runtime client ended with status ${status}`))
})
setTimeout(() => end('the runtime client took longer than a minute'), 60000)
