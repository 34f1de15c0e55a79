// Chooses the origin near the viewer.
//
// CloudFront adds CloudFront-Viewer-Country only if the origin request policy (or the cache policy, which caches a
// copy for each country) asks for it, and only after viewer-request: this belongs on origin-request.
import type { CloudFrontRequestEvent, CloudFrontRequestResult } from "aws-lambda";

const origins: Record<string, string> = {
    AT: "eu.origin.example.com",
    DE: "eu.origin.example.com",
    FR: "eu.origin.example.com",
    JP: "ap.origin.example.com",
    SG: "ap.origin.example.com",
};

export const handler = async (event: CloudFrontRequestEvent): Promise<CloudFrontRequestResult> => {
    const { request } = event.Records[0].cf;
    const domainName = origins[request.headers["cloudfront-viewer-country"]?.[0]?.value];

    if (domainName !== undefined && request.origin?.custom !== undefined) {
        request.origin.custom.domainName = domainName;
        // Virtual hosts are selected by Host, so it must match the origin.
        request.headers.host = [{ key: "Host", value: domainName }];
    }
    return request;
};
