// Requests the index page of a folder from a bucket, which has files but no folders.
"use strict";

// The callback style of older functions. The platform's Node.js 24 no longer supports it.
exports.handler = (event, context, callback) => {
    const { request } = event.Records[0].cf;

    if (request.uri.endsWith("/")) {
        request.uri += "index.html";
    } else if (!request.uri.slice(request.uri.lastIndexOf("/")).includes(".")) {
        request.uri += "/index.html";
    }

    callback(null, request);
};
