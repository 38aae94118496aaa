/** An address that means nothing is answered by the error page, like a thing that is gone. */
export function loader(): never {
  throw new Response(null, { status: 404, statusText: 'Not Found' })
}

export function Component() {
  return null
}
