/** What a shop's page may call, as `window.Parley`. */
export interface ParleyApi {
  open: () => void
  close: () => void
  /** Tell who is signed in, with a token that the shop's server signed. */
  identify: (storefrontToken: string) => Promise<void>
  /** Forget the visitor, when they sign out of the shop. */
  signOut: () => void
}

declare global {
  interface Window {
    Parley?: ParleyApi
  }
}
