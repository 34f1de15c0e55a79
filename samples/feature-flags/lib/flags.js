import { createHash } from "node:crypto";

// The percentage of viewers who see each feature.
const rollout = { "new-search": 100, "dark-mode": 50, "fast-checkout": 0 };

export function enabledFlags({ tester, clientIp }) {
    return Object.keys(rollout).filter((flag) => tester || percentile(flag, clientIp) < rollout[flag]);
}

// The flag is part of the hash, so that each feature is tried with different viewers.
function percentile(flag, clientIp) {
    return createHash("sha256").update(`${flag} ${clientIp}`).digest().readUInt16BE() % 100;
}
