// Asks a bucket, which knows files and no folders, for the index page of a folder.
"use strict";

// The callback style, as most older functions have it. Node.js 24 on the platform no longer takes it.
exports.handler = (event, context, callback) => {
    const { request } = event.Records[0].cf;

    if (request.uri.endsWith("/")) {
        request.uri += "index.html";
    } else if (!request.uri.slice(request.uri.lastIndexOf("/")).includes(".")) {
        request.uri += "/index.html";
    }

    callback(null, request);
};
