/** What asks other hosts for style sheets; the console's content policy would refuse it anyway. */
const FOREIGN = /<link\b[^>]*>|@import\s+[^;]+;|<script\b[\s\S]*?<\/script\s*>/gi

/** A mail as it is shown in a frame of the console: without what is not allowed there. */
export function framed(html: string): string {
  return html.replace(FOREIGN, '')
}
