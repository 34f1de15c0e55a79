'use strict';

// The entry point of our code in an isolate. It turns Node's globals into those of a handler, and returns the functions
// that the host calls. The host assigns a function to the isolate later. All of our files run, and capture the builtins
// that they need, before any user code does.

const errors = require('./errors.js');
const { patchConsole } = require('./console.js');
const { replaceStandardStreams } = require('./standard-streams.js');
const { confineWorkers, replaceEnvironment } = require('./environment.js');
const { guardProcess } = require('./process-guards.js');
const { loadHandler } = require('./handler-loader.js');
const { applyRelease } = require('./release-features.js');
const { versionHint } = require('./version-hints.js');
const { searchFolders } = require('./module-import.js');
const { keepLoopWhileCompiling } = require('./web-assembly.js');
const { createInvoker } = require('./invocation.js');
const { createBuilder } = require('./event-builder.js');
const { defineStreaming, isStreaming } = require('./streaming.js');
const { createGiven } = require('./tape.js');

// The number of the stream whose writes are records of the log.
const recordStream = 3;

const { apply } = Reflect;
const { emit, listenerCount } = require('events').prototype;

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
 * @param host the functions of the host: `write(fd, chunk)`, `complete(text)`, `completeTape(text, count, tokens)`,
 *   `fail(type, message, trace)`, `crash(type, message, trace)`, `exit(status)`, `exitBySignal(number)`,
 *   `isLoopAlive()`, `answerAfterTurn()`, `positionOf(error)`; and `tokens` and `memberNames` for tapes
 */
function start(host) {
  const enterFolder = guardProcess(host);
  const environment = replaceEnvironment();
  const limitWorkers = confineWorkers();
  replaceStandardStreams(host.write);
  const log = withHints(patchConsole((record) => host.write(recordStream, record)), host, () => release);
  crashOnUncaughtErrors(host, log, () => release);
  defineStreaming();
  keepLoopWhileCompiling();

  const given = createGiven();
  const build = createBuilder(host.tokens, host.memberNames, given);
  let settings;
  let release;
  let invoker;
  let isLoading = false;

  return {
    /** Loads and compiles modules in advance that the first call would otherwise wait for. */
    warmUp() {
      for (const name of ['./text-module.js', 'crypto', 'stream', 'url', 'vm', 'worker_threads']) require(name);
    },

    /**
     * Assigns the isolate to a function.
     *
     * @param {Record<string, string>} description the settings, as Sources/NodeRuntime lists them
     * @param {[string, string][]} variables the contents of process.env
     */
    configure(description, variables) {
      settings = description;
      release = Number(settings.release);
      enterFolder(settings.task_root);
      for (const [name, value] of variables) environment[name] = value;
      limitWorkers(Number(settings.memory_limit_in_mb));
      applyRelease(release);
      if (environment.NODE_PATH !== undefined) searchFolders(environment.NODE_PATH);
      if (release >= 24) host.answerAfterTurn();
      invoker = createInvoker(host, { ...fixedMembers(settings), release, listensForExit }, log, given);
    },

    /** Loads the handler; completes with an empty result. */
    load() {
      isLoading = true;
      loadHandler(settings, release, host.positionOf)
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
            const { type, message, trace } = errors.describe(error, release);
            host.fail(type, message, trace);
          },
        );
    },

    /** Invokes the handler with an event, or with the text of a tape whose tokens are in `host.tokens`. */
    invoke(event, isTape, requestId, deadline, traceId) {
      log.setRequestId(requestId);
      environment._X_AMZN_TRACE_ID = traceId;
      given.count = 0;
      invoker.invoke(isTape ? build(event) : event, requestId, deadline, traceId);
    },

    /** Ends the call, because the event loop has nothing left to do. */
    drained() {
      if (!isLoading) invoker.drained();
      if (listensForExit()) apply(emit, process, ['beforeExit', process.exitCode ?? 0]);
    },
  };
}

/** Selects the members of the context that are the same for all invocations. */
function fixedMembers(settings) {
  return {
    functionName: settings.function_name,
    functionVersion: settings.function_version,
    memoryLimitInMB: settings.memory_limit_in_mb,
    logGroupName: settings.log_group_name,
    logStreamName: settings.log_stream_name,
    invokedFunctionArn: settings.invoked_function_arn,
  };
}

/** Returns true if the handler listens for the event of an empty loop. */
function listensForExit() {
  return apply(listenerCount, process, ['beforeExit']) > 0;
}

/** Adds a line about the versions to errors in the log that they may have caused. */
function withHints(log, host, releaseOf) {
  return {
    ...log,
    logError(label, error) {
      log.logError(label, error);
      const hint = versionHint(error, releaseOf());
      if (hint !== undefined) host.write(2, `[brink] ${hint.text}\n`);
    },
  };
}

function crashOnUncaughtErrors(host, log, releaseOf) {
  function crash(label, error, status) {
    const { type, message, trace } = errors.describe(error, releaseOf());
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

function checkParameters(handler, release) {
  if (isStreaming(handler)) return;
  if (release >= 24) {
    if (handler.length >= 3) throw new errors.CallbackHandlerDeprecated(callbackError);
    return;
  }
  const isAsync = handler.constructor?.name === 'AsyncFunction';
  const isSilent = process.env.AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING !== undefined;
  if (handler.length === 3 && !isAsync && !isSilent) console.warn(callbackWarning);
}

module.exports = { start };
