// Gives a first-time visitor a cookie, so that later requests can be told apart.
import type { CloudFrontResponseEvent, CloudFrontResponseResult } from "aws-lambda";

export default async (event: CloudFrontResponseEvent): Promise<CloudFrontResponseResult> => {
    const { config, request, response } = event.Records[0].cf;

    // Each Cookie header is an entry of its own, and one entry may hold several cookies.
    const cookies = (request.headers.cookie ?? []).flatMap(({ value }) => value.split(/;\s*/));
    if (cookies.some((cookie) => cookie.startsWith("visitor="))) {
        return response;
    }

    // Adds to the list: the origin may have set cookies too.
    const setCookie = (response.headers["set-cookie"] ??= []);
    setCookie.push({
        key: "Set-Cookie",
        value: `visitor=${config.requestId}; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax`,
    });
    return response;
};
