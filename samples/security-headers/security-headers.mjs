// Adds security headers that the origin has not set itself.
import { readFile } from "node:fs/promises";

// Awaited when the module loads: once per instance, before the first request.
const policy = JSON.parse(await readFile(new URL("policy.json", import.meta.url), "utf8"));

export const handler = async (event) => {
    const { response } = event.Records[0].cf;
    for (const [key, value] of Object.entries(policy)) {
        response.headers[key.toLowerCase()] ??= [{ key, value }];
    }
    // Names the software, which only helps attackers.
    delete response.headers["x-powered-by"];
    return response;
};
