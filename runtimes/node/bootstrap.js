'use strict';

// The first of our code in an isolate. It makes Node's globals into those of a handler, and hands the host the
// functions that it calls. Which function the isolate is for it learns later. All of it has run, and holds on to the builtins that it needs, before any
// code of the user's does.

const errors = require('./errors.js');
const { patchConsole } = require('./console.js');
const { replaceStandardStreams } = require('./standard-streams.js');
const { confineWorkers, replaceEnvironment } = require('./environment.js');
const { guardProcess } = require('./process-guards.js');
const { loadHandler } = require('./handler-loader.js');
const { keepLoopWhileCompiling } = require('./web-assembly.js');
const { createInvoker } = require('./invocation.js');
const { createBuilder } = require('./event-builder.js');
const { createGiven } = require('./tape.js');

const callbackWarning =
  'AWS Lambda plans to remove support for callback-based function handlers starting with Node.js 24. You will ' +
  'need to update this function to use an async handler to use Node.js 24 or later. For more information and ' +
  'to provide feedback on this change, see ' +
  'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/137. To disable this warning, set ' +
  'the AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING environment variable.';

const callbackError =
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You ' +
  'need to modify this function to use a supported handler signature to use Node.js 24 or later. For more ' +
  'information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.';

/**
 * Prepares the globals, as far as they are the same for every function.
 *
 * @param host what the host does for us: `write(fd, chunk)`, `complete(text)`, `completeTape(text, count, tokens)`,
 *   `fail(type, message, trace)`, `crash(type, message, trace)`, `exit(status)`, `exitBySignal(number)`,
 *   `isLoopAlive()`, `placeOf(error)`; and what tapes need, `tokens` and `memberNames`
 */
function start(host) {
  const enterFolder = guardProcess(host);
  const environment = replaceEnvironment();
  const limitWorkers = confineWorkers();
  const log = patchConsole(replaceStandardStreams(host.write));
  catchWhatNobodyCaught(host, log);
  defineStreaming();
  keepLoopWhileCompiling();

  const given = createGiven();
  const build = createBuilder(host.tokens, host.memberNames, given);
  let settings;
  let release;
  let invoker;
  let isLoading = false;

  return {
    /** Does what the first call would take its time for: what it needs is loaded, and compiled. */
    warmUp() {
      for (const name of ['./text-module.js', 'crypto', 'stream', 'url', 'vm', 'worker_threads']) require(name);
    },

    /**
     * Learns of the function.
     *
     * @param {Record<string, string>} description
     * @param {[string, string][]} variables what process.env holds
     */
    configure(description, variables) {
      settings = description;
      release = Number(settings.release);
      enterFolder(settings.taskRoot);
      for (const [name, value] of variables) environment[name] = value;
      limitWorkers(Number(settings.memoryLimitInMB));
      if (release >= 20) defineWebCrypto();
      invoker = createInvoker(host, { ...settings, release }, log, given);
    },

    /** Loads the handler; completes with an empty answer. */
    load(entry) {
      isLoading = true;
      loadHandler(entry, settings.taskRoot, release, host.placeOf)
        .then((handler) => {
          checkParameters(handler, release);
          invoker.setHandler(handler);
        })
        .then(
          () => {
            isLoading = false;
            host.complete('');
          },
          (error) => {
            isLoading = false;
            log.logError('Uncaught Exception', error);
            const { type, message, trace } = errors.describe(error);
            host.fail(type, message, trace);
          },
        );
    },

    /** Invokes the handler with an event, or with that of a tape whose text it gets. */
    invoke(event, isTape, requestId, deadline, traceId) {
      log.setRequestId(requestId);
      environment._X_AMZN_TRACE_ID = traceId;
      given.count = 0;
      invoker.invoke(isTape ? build(event) : event, requestId, deadline, traceId);
    },

    /** Says that the event loop has nothing left to do; the call ends now. */
    drained() {
      // What Node itself exits with when a module waits for what never comes.
      if (isLoading) host.exit(13);
      else invoker.drained();
    },
  };
}

function catchWhatNobodyCaught(host, log) {
  function crash(label, error, status) {
    const { type, message, trace } = errors.describe(error);
    host.crash(type, message, trace);
    try {
      log.logError(label, error);
    } finally {
      host.exit(status);
    }
  }
  process.on('uncaughtException', (error) => crash('Uncaught Exception', error, 129));
  process.on('unhandledRejection', (reason, promise) =>
    crash('Unhandled Promise Rejection', new errors.UnhandledPromiseRejection(reason, promise), 128),
  );
}

/** A global from nodejs20.x on, that an older embedded Node keeps in its module. */
function defineWebCrypto() {
  if (globalThis.crypto !== undefined) return;
  Object.defineProperty(globalThis, 'crypto', {
    configurable: true,
    enumerable: true,
    get: () => require('crypto').webcrypto,
  });
}

const streaming = Symbol.for('aws.lambda.runtime.handler.streaming');

/** The platform's global, which marks a handler. At the edge its answers are buffered all the same. */
function defineStreaming() {
  globalThis.awslambda = {
    streamifyResponse(handler) {
      handler[streaming] = 'response';
      return handler;
    },
  };
}

function checkParameters(handler, release) {
  if (handler[streaming]) return;
  if (release >= 24) {
    if (handler.length >= 3) throw new errors.CallbackHandlerDeprecated(callbackError);
    return;
  }
  const isAsync = handler.constructor?.name === 'AsyncFunction';
  const isSilent = process.env.AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING !== undefined;
  if (handler.length === 3 && !isAsync && !isSilent) console.warn(callbackWarning);
}

module.exports = { start };
