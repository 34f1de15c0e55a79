// Adds security headers to what the origin answers, where it has not set them itself.
import { readFile } from "node:fs/promises";

// Awaited while the module loads: once for each instance, before the first request.
const policy = JSON.parse(await readFile(new URL("policy.json", import.meta.url), "utf8"));

export const handler = async (event) => {
    const { response } = event.Records[0].cf;
    for (const [key, value] of Object.entries(policy)) {
        response.headers[key.toLowerCase()] ??= [{ key, value }];
    }
    // Names the software, which helps nobody but an attacker.
    delete response.headers["x-powered-by"];
    return response;
};
