'use strict';

// Keeps a handler's hands off the process that it shares with the host and with other handlers.

const path = require('path');

// What changes the whole process. On the platform it belongs to the handler alone.
const refused = [
  'abort',
  'chdir',
  'initgroups',
  'setegid',
  'seteuid',
  'setgid',
  'setgroups',
  'setuid',
];

/**
 * Replaces the members of `process` that would reach the host.
 *
 * @param {{ exitBySignal(signal: number): void }} host ends the environment as a signal would
 * @returns {(folder: string) => void} sets the working directory, from which relative paths start
 */
function guardProcess(host) {
  for (const name of refused) process[name] = refuse(name);
  process.abort = () => host.exitBySignal(require('os').constants.signals.SIGABRT);
  guardKill(host);
  const enterFolder = guardWorkingDirectory();

  // Listening for a signal would change what the signal does to the host.
  process.removeAllListeners('newListener');
  process.removeAllListeners('removeListener');

  const value = (content) => ({ value: content, configurable: true, enumerable: true, writable: true });
  Object.defineProperties(process, {
    title: value('node'),
    umask: value(() => 0o22),
    // A handler that starts Node again means Node, and not the host's program.
    execPath: value('/usr/bin/node'),
  });
  return enterFolder;
}

function refuse(name) {
  return function () {
    const error = new Error(`process.${name}() is not available: the process is shared with other functions`);
    error.code = 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM';
    throw error;
  };
}

/** A signal to the own process, or to its group, ends the environment; process.kill has checked it before. */
function guardKill(host) {
  const { _kill: kill } = process;
  process._kill = (pid, signal) => {
    const isOwn = pid === process.pid || pid === 0 || pid === -1 || pid === -process.pid;
    if (!isOwn) return kill(pid, signal);
    if (signal !== 0) host.exitBySignal(signal);
    return 0;
  };
}

/** Paths that fs gets go through `path.toNamespacedPath`, which outside of Windows does nothing. */
function guardWorkingDirectory() {
  const { resolve } = path;
  let taskRoot = '/';
  process.cwd = () => taskRoot;
  path.toNamespacedPath = (name) =>
    typeof name === 'string' && name !== '' && name[0] !== '/' ? resolve(taskRoot, name) : name;
  return (folder) => {
    taskRoot = folder;
  };
}

module.exports = { guardProcess };
