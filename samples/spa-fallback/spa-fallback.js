// Responds to unknown paths with the single-page app, which has the routes.
"use strict";

const shell = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Shop</title><script type="module" src="/app.js"></script></head>
<body><main id="app"></main></body>
</html>
`;

exports.handler = async (event) => {
    const { request, response } = event.Records[0].cf;

    // A bucket without list permission responds to a missing file with 403.
    const missing = response.status === "403" || response.status === "404";
    const isRoute = !request.uri.slice(request.uri.lastIndexOf("/")).includes(".");
    if (!missing || !isRoute) {
        return response;
    }

    // Changes the existing response: a new one would lack Transfer-Encoding and Via, which must not be removed.
    response.status = "200";
    response.statusDescription = "OK";
    response.body = shell;
    response.headers["content-type"] = [{ key: "Content-Type", value: "text/html; charset=utf-8" }];
    response.headers["cache-control"] = [{ key: "Cache-Control", value: "public, max-age=60" }];
    return response;
};
