'use strict';

// process.stdout, process.stderr and process.stdin of a handler. Output goes to the host's log at once; the input is
// empty. The streams are created on first use.

/**
 * Replaces the standard streams, and the functions that write to file descriptors 1 and 2 directly.
 *
 * @param {(fd: number, chunk: string | Uint8Array) => void} sink
 */
function replaceStandardStreams(sink) {
  const fs = require('fs');
  const made = new Map();

  function define(name, make) {
    Object.defineProperty(process, name, {
      configurable: true,
      enumerable: true,
      get() {
        if (!made.has(name)) made.set(name, make());
        return made.get(name);
      },
    });
  }

  define('stdout', () => makeWritable(sink, 1));
  define('stderr', () => makeWritable(sink, 2));
  define('stdin', () => {
    const { Readable } = require('stream');
    return Object.assign(Readable.from([]), { fd: 0 });
  });
  process._rawDebug = (...values) => sink(2, `${require('util').format(...values)}\n`);
  redirectDescriptors(fs, sink);
}

function makeWritable(sink, fd) {
  const { Writable } = require('stream');
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, encoding, done) {
      const isText = typeof chunk !== 'string' || encoding === 'utf8' || encoding === 'utf-8';
      sink(fd, isText ? chunk : Buffer.from(chunk, encoding));
      done();
    },
    // Like Node's own, the stream stays writable.
    destroy(error, done) {
      done(error);
    },
  });
  stream.fd = fd;
  stream._isStdio = true;
  stream.destroySoon = stream.destroy;
  return stream;
}

/** Redirects the standard descriptors, which loggers such as pino use directly and which belong to the host. */
function redirectDescriptors(fs, sink) {
  const { readSync, read, writeSync, write, closeSync, close } = fs;
  const isOutput = (fd) => fd === 1 || fd === 2;
  const isStandard = (fd) => fd === 0 || isOutput(fd);

  function writeChunk(fd, data, rest) {
    if (typeof data === 'string') {
      const bytes = Buffer.from(data, typeof rest[1] === 'string' ? rest[1] : 'utf8');
      sink(fd, bytes);
      return bytes.length;
    }
    const offset = typeof rest[0] === 'number' ? rest[0] : 0;
    const length = typeof rest[1] === 'number' ? rest[1] : data.byteLength - offset;
    sink(fd, new Uint8Array(data.buffer, data.byteOffset + offset, length));
    return length;
  }

  fs.readSync = function (fd, ...rest) {
    return fd === 0 ? 0 : readSync(fd, ...rest);
  };
  fs.read = function (fd, ...rest) {
    return fd === 0 ? process.nextTick(rest.pop(), null, 0, rest[0]) : read(fd, ...rest);
  };
  fs.writeSync = function (fd, data, ...rest) {
    return isOutput(fd) ? writeChunk(fd, data, rest) : writeSync(fd, data, ...rest);
  };
  fs.write = function (fd, data, ...rest) {
    if (!isOutput(fd)) return write(fd, data, ...rest);
    const done = rest.pop();
    const length = writeChunk(fd, data, rest);
    return process.nextTick(done, null, length, data);
  };
  fs.closeSync = function (fd) {
    if (!isStandard(fd)) closeSync(fd);
  };
  fs.close = function (fd, done) {
    if (!isStandard(fd)) return done === undefined ? close(fd) : close(fd, done);
    if (done !== undefined) process.nextTick(done, null);
  };
}

module.exports = { replaceStandardStreams };
