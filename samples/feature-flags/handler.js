// Adds a header with the features to show. A package: ES modules by its package.json, a relative import, and a
// dependency in node_modules.
import { parseCookies } from "cookie-entries";
import { enabledFlags } from "./lib/flags.js";

export const handler = async (event) => {
    const { request } = event.Records[0].cf;
    const cookies = parseCookies(request.headers.cookie ?? []);
    const flags = enabledFlags({ tester: cookies.get("tester") === "yes", clientIp: request.clientIp });

    request.headers["x-features"] = [{ key: "X-Features", value: flags.join(",") }];
    return request;
};
