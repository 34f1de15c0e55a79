'use strict';

// Handlers that stream their response: `awslambda`, and the stream that such a handler writes to. At the edge nothing
// reads a stream, so its bytes are the result. Rules: docs/platform.md, "Node.js handlers".

const errors = require('./errors.js');

const { apply } = Reflect;
const { stringify } = JSON;

const kind = Symbol.for('aws.lambda.runtime.handler.streaming');
const highWaterMark = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');

/** Describes an HTTP response in front of a stream, as the platform's function URLs expect it. */
class HttpResponseStream {
  static from(stream, prelude) {
    stream.setContentType('application/vnd.awslambda.http-integration-response');
    const text = stringify(prelude);
    stream._onBeforeFirstWrite = (write) => {
      write(text);
      write(new Uint8Array(8));
    };
    return stream;
  }
}

/** Defines the platform's global. */
function defineStreaming() {
  globalThis.awslambda = {
    streamifyResponse(handler, options) {
      handler[kind] = 'response';
      if (typeof options?.highWaterMark === 'number') handler[highWaterMark] = parseInt(options.highWaterMark, 10);
      return handler;
    },
    HttpResponseStream,
  };
}

/** Returns true if a handler was marked as one that streams. */
function isStreaming(handler) {
  const mark = handler[kind];
  if (mark === undefined || mark === null || mark === false) return false;
  if (mark === 'response') return true;
  throw new errors.MalformedStreamingHandler('Only response streaming is supported.');
}

/** Creates a stream that keeps what is written to it; `text()` returns that. */
function createResponseStream(handler) {
  const { Writable } = require('stream');
  const chunks = [];
  const stream = new Writable({
    highWaterMark: handler[highWaterMark],
    write(chunk, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  const { write } = stream;
  let hasBegun = false;
  stream.write = (chunk, encoding, done) => {
    const isBytes = typeof chunk === 'string' || chunk instanceof Uint8Array;
    if (!hasBegun) {
      hasBegun = true;
      stream._onBeforeFirstWrite?.((prelude) => apply(write, stream, [prelude]));
    }
    return apply(write, stream, [isBytes ? chunk : stringify(chunk), encoding, done]);
  };
  stream.setContentType = () => {
    if (hasBegun) throw new errors.InvalidStreamingOperation('Cannot set content-type, too late.');
  };
  return { stream, text: () => Buffer.concat(chunks).toString() };
}

module.exports = { createResponseStream, defineStreaming, isStreaming };
