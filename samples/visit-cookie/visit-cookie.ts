// Gives first-time visitors a cookie, which later requests are recognized by.
import type { CloudFrontResponseEvent, CloudFrontResponseResult } from "aws-lambda";

export default async (event: CloudFrontResponseEvent): Promise<CloudFrontResponseResult> => {
    const { config, request, response } = event.Records[0].cf;

    // Each Cookie header is a separate entry, which may contain several cookies.
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
