// Lets requests with a valid token through, and redirects all others to the sign-in page.
//
// A token is USER.EXPIRY.SIGNATURE: who, until when (seconds since 1970), and an HMAC over both.
import { createHmac, timingSafeEqual } from "node:crypto";
// Types only: compilation removes them, so this runs without the package.
import type { CloudFrontRequestEvent, CloudFrontRequestResult } from "aws-lambda";

// Edge functions cannot set environment variables, so the configuration is in the bundle.
const secret = "a-secret-for-the-samples";
const signIn = "https://login.example.com/";

export default async (event: CloudFrontRequestEvent): Promise<CloudFrontRequestResult> => {
    const request = event.Records[0].cf.request;
    const token = request.headers.authorization?.[0]?.value.replace(/^Bearer /, "");

    if (token !== undefined && isValid(token)) {
        return request;
    }

    console.log(token === undefined ? "no token" : "token refused", request.uri);
    return {
        status: "302",
        statusDescription: "Found",
        headers: {
            location: [{ key: "Location", value: `${signIn}?return_to=${encodeURIComponent(request.uri)}` }],
            // A browser that cached this response would keep redirecting after the sign-in.
            "cache-control": [{ key: "Cache-Control", value: "no-store" }],
        },
    };
};

function isValid(token: string): boolean {
    const [user, expiry, signature = ""] = token.split(".");
    const expected = createHmac("sha256", secret).update(`${user}.${expiry}`).digest();
    const given = Buffer.from(signature, "hex");
    // A plain comparison takes longer the more of the signature is right, and attackers can measure that.
    return given.length === expected.length && timingSafeEqual(given, expected) && Number(expiry) > Date.now() / 1000;
}
