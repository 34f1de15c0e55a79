import { createHash } from "node:crypto";

// Each feature, and how many of a hundred viewers see it.
const rollout = { "new-search": 100, "dark-mode": 50, "fast-checkout": 0 };

export function enabledFlags({ tester, clientIp }) {
    return Object.keys(rollout).filter((flag) => tester || percentile(flag, clientIp) < rollout[flag]);
}

// The flag is part of the hash: otherwise the same viewers would be the first in every trial.
function percentile(flag, clientIp) {
    return createHash("sha256").update(`${flag} ${clientIp}`).digest().readUInt16BE() % 100;
}
