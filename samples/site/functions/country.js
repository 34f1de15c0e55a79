'use strict';

const shops = { DE: 'de', AT: 'de', CH: 'de' };

// Shows the shop of the visitor's country: /shop/ becomes /shop/de/ or /shop/en/.
exports.handler = async (event) => {
  const request = event.Records[0].cf.request;
  const country = request.headers['cloudfront-viewer-country']?.[0]?.value;
  const shop = shops[country] ?? 'en';
  request.uri = request.uri.replace(/^\/shop\//, `/shop/${shop}/`).replace(/\/$/, '/index.html');
  console.log(`${country} sees ${request.uri}`);
  return request;
};
