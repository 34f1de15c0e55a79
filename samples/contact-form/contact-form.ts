// Cleans up a contact form on its way to the origin, and drops what bots send.
//
// Needs Include Body: only then does the event contain the body, as base64 and truncated at 40 KB.
import type { CloudFrontRequestEvent, CloudFrontRequestResult } from "aws-lambda";

export default async (event: CloudFrontRequestEvent): Promise<CloudFrontRequestResult> => {
    const { request } = event.Records[0].cf;
    if (request.method !== "POST" || request.body === undefined || request.body.inputTruncated) {
        return request;
    }

    const form = new URLSearchParams(Buffer.from(request.body.data, "base64").toString("utf8"));

    // The page hides this field, so people leave it empty. A 204 must not have a body.
    if (form.get("website")) {
        console.warn("robot", request.clientIp);
        return { status: "204", statusDescription: "No Content" };
    }

    form.delete("website");
    form.set("email", (form.get("email") ?? "").trim().toLowerCase());

    // Without "replace", CloudFront forwards the original body. CloudFront corrects Content-Length.
    request.body.action = "replace";
    request.body.encoding = "text";
    request.body.data = form.toString();
    return request;
};
