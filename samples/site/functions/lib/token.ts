/** The token in an Authorization header, if there is one. */
export function tokenOf(authorization: string | undefined): string | undefined {
  return authorization?.match(/^Bearer (.+)$/)?.[1];
}
