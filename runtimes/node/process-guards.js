'use strict';

// Protects the process, which handlers share with the host and with each other.

const path = require('path');

// Functions that change the whole process, which on the platform belongs to one handler.
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
 * Replaces the members of `process` that would affect the host.
 *
 * @param {{ exitBySignal(signal: number): void }} host ends the environment as if by a signal
 * @returns {(folder: string) => void} sets the working directory, the base of relative paths
 */
function guardProcess(host) {
  for (const name of refused) process[name] = refuse(name);
  process.abort = () => host.exitBySignal(require('os').constants.signals.SIGABRT);
  guardKill(host);
  const enterFolder = guardWorkingDirectory();

  // A signal listener would change the effect of the signal on the host.
  process.removeAllListeners('newListener');
  process.removeAllListeners('removeListener');

  const value = (content) => ({ value: content, configurable: true, enumerable: true, writable: true });
  Object.defineProperties(process, {
    title: value('node'),
    umask: value(() => 0o22),
    // A handler that starts Node again expects Node, not the host's program.
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

/** Makes signals to the own process or group end the environment; process.kill has checked them already. */
function guardKill(host) {
  const { _kill: kill } = process;
  process._kill = (pid, signal) => {
    const isOwn = pid === process.pid || pid === 0 || pid === -1 || pid === -process.pid;
    if (!isOwn) return kill(pid, signal);
    if (signal !== 0) host.exitBySignal(signal);
    return 0;
  };
}

/** Resolves paths passed to fs in `path.toNamespacedPath`, which fs calls and which is for Windows only. */
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
