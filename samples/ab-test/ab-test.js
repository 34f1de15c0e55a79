// Shows each viewer one of two versions of the home page, always the same one.
"use strict";

const { createHash } = require("node:crypto");

exports.handler = async (event) => {
    const { request } = event.Records[0].cf;
    if (request.uri === "/") {
        const variant = chosenBefore(request) ?? chosenFor(request.clientIp);
        // Changed before the cache lookup, so each version is cached under its own path.
        request.uri = `/experiments/home-${variant}.html`;
    }
    return request;
};

function chosenBefore(request) {
    for (const { value } of request.headers.cookie ?? []) {
        const match = /(?:^|;\s*)home=([ab])(?:;|$)/.exec(value);
        if (match) return match[1];
    }
    return undefined;
}

// A hash instead of a random number: even without a cookie, an address always sees the same page.
function chosenFor(clientIp) {
    return createHash("sha256").update(clientIp).digest()[0] < 128 ? "a" : "b";
}
