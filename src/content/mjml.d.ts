declare module 'mjml' {
  interface MjmlOptions {
    validationLevel?: 'strict' | 'soft' | 'skip'
    ignoreIncludes?: boolean
    keepComments?: boolean
  }
  interface MjmlError {
    line: number
    message: string
    tagName: string
  }
  /** @throws Error for what is no MJML document at all */
  export default function mjml2html(
    source: string,
    options: MjmlOptions,
  ): Promise<{ html: string; errors: MjmlError[] }>
}
