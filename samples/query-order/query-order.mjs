// Normalizes query strings, so that equal ones share one cached response.
//
// ?Size=L&color=red, ?color=red&size=L and ?color=red&size=L&utm_source=mail all become ?color=red&size=L.
export const handler = async (event) => {
    const { request } = event.Records[0].cf;

    const parameters = [...new URLSearchParams(request.querystring)]
        .map(([name, value]) => [name.toLowerCase(), value])
        .filter(([name]) => !name.startsWith("utm_"))
        // Sorting is stable, so the values of a repeated name keep their order.
        .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));

    request.querystring = new URLSearchParams(parameters).toString();
    return request;
};
